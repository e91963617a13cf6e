-- One row for each file: how many of its rows changed a known record, but no fact of it.
SELECT file, count(*)
FROM {rows} JOIN {fates} AS m USING ({key})
WHERE nth = 1 AND m.fate = 'changed' AND note_only AND {key} NOT IN (SELECT key FROM ({exclusions}))
GROUP BY ALL
