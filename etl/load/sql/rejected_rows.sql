-- One row for each row of a file that a check rejected: its position, the column at fault as the file names it, the
-- reason, and its text. If the file does not have the column, the text is what the check found. If the text does not
-- show what the check found, that is added to the reason.
WITH rejected AS (
    SELECT key, min_by({{'column': "column", 'reason': reason, 'detail': detail}}, reason) AS why
    FROM ({exclusions}) WHERE fate = 'rejected' GROUP BY key
),
found AS (
    SELECT record, line, why, ({cells})[why."column"] AS cell
    FROM {rows} JOIN rejected ON rejected.key = {key} WHERE file = $file AND nth = 1
)
SELECT record, line, cell."column", why.reason ||
        CASE WHEN cell IS NOT NULL AND strpos(lower(coalesce(cell."text", '')), why.detail) = 0 THEN ' (' || why.detail || ')' ELSE '' END,
    CASE WHEN cell IS NULL THEN why.detail ELSE cell."text" END
FROM found ORDER BY record
