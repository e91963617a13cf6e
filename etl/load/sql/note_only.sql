-- One row: how many rows of one file changed a known record, but no fact of it.
SELECT count(*)
FROM {rows} JOIN {fates} AS m USING ({key})
WHERE file = $file AND nth = 1 AND m.fate = 'changed' AND note_only AND {key} NOT IN (SELECT key FROM ({exclusions}))
