-- One row for each text of a column that one load could not read, with the number of its rows.
SELECT "column", reason, "text", "rows" FROM ({unread_cells})
WHERE load_id = ?
ORDER BY "column", reason, "rows" DESC, "text"
