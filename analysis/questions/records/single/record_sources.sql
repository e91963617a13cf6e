-- One row for each document that a record rests on: those of $source_ids, oldest first.
SELECT source_id, publisher, title, date, url FROM sources WHERE list_contains($source_ids, source_id)
ORDER BY date NULLS LAST, source_id
