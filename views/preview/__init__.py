"""Link previews for chat programs: title, sentence and picture."""
