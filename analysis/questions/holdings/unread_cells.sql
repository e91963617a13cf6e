-- One row for each text in a column of a loaded file that could not be read, in records that are kept: the load, its file,
-- column, reason, the text as in the file, and the number of rows. At most $most; NULL: all.
SELECT load_id, file, "column", reason, "text", unread_cells."rows"
FROM unread_cells JOIN loads USING (load_id)
ORDER BY release DESC, string_split(load_id, '/')[2]::INTEGER, "column", reason, unread_cells."rows" DESC, "text"
LIMIT coalesce($most, 9223372036854775807)
