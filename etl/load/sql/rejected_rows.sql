-- One row for each row that a check rejected: its file, its position, the column at fault as the file names it, the
-- reason, and its text. If the file does not have the column, the text is what the check found. If the text does not
-- show what the check found, that is added to the reason.
WITH rejected AS (
    SELECT key, min_by({{'column': "column", 'reason': reason, 'detail': detail}}, reason) AS why
    FROM ({exclusions}) WHERE fate = 'rejected' GROUP BY key
),
found AS (
    SELECT file, record, line, why, ({cells})[why."column"] AS cell
    FROM {rows} JOIN rejected ON rejected.key = {key} WHERE nth = 1
)
SELECT file, record, line, cell."column", why.reason ||
        CASE WHEN cell IS NOT NULL AND strpos(lower(coalesce(cell."text", '')), why.detail) = 0 THEN ' (' || why.detail || ')' ELSE '' END,
    CASE WHEN cell IS NULL THEN why.detail ELSE cell."text" END
FROM found ORDER BY record
