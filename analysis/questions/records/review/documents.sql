-- One row for each document with one of the ids: its publisher and day, oldest first.
SELECT publisher, date FROM sources
WHERE list_contains($source_ids, source_id)
ORDER BY date, publisher
