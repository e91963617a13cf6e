"""The preview that a chat program shows of a link: title, sentence and picture."""
