-- One row for each row of a file that a check rejected: where it stands, the column at fault as the file names it, why, and
-- the text there; of a column that the file does not have, what the check found. What the check found is added to the reason
-- where the text does not show it.
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
