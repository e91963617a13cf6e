-- One row for each text of a column of a loaded file that could not be read, and without which its records are kept: the load, its
-- file, column, reason, the text as the file has it, and the number of rows. At most $most; empty: all.
SELECT load_id, file, "column", reason, "text", unread_cells."rows"
FROM unread_cells JOIN loads USING (load_id)
ORDER BY release DESC, string_split(load_id, '/')[2]::INTEGER, "column", reason, unread_cells."rows" DESC, "text"
LIMIT coalesce($most, 9223372036854775807)
