-- One row for each record that could not be read, of the load $load_id or (NULL) of all loads, in the order of the file: the
-- load, its file, record, line, column, reason, and the text as in the file. At most $most; NULL: all.
SELECT load_id, file, record, line, "column", reason, "text"
FROM rejects JOIN loads USING (load_id)
WHERE $load_id IS NULL OR load_id = $load_id
ORDER BY release DESC, string_split(load_id, '/')[2]::INTEGER, record NULLS FIRST, line, "column"
LIMIT coalesce($most, 9223372036854775807)
