-- One row for each record of an export: its position, its id, the reason if it is rejected, and the first column that
-- differs, if any.
WITH found AS (
    SELECT e.record, e.line, e.{key}, r.{key} IS NOT NULL AS stands, r.feed, CASE {differs} END AS difference
    FROM {relation} AS e
    LEFT JOIN (SELECT * FROM ({known}) WHERE withdrawn_release IS NULL) AS r ON r.{key} = {key_text}
)
SELECT record, line, {key}, CASE
    WHEN NOT stands THEN {{'column': $column, 'reason': $unknown || ': load the file that it came from', 'text': {key}}}
    WHEN difference IS NULL THEN NULL
    WHEN feed = 'curated' THEN {{
        'column': difference."column",
        'reason': $differing || ': a curated record is edited in data/m4 and published by patrolwatch build',
        'text': difference.cell
    }}
    ELSE {{
        'column': difference."column", 'reason': $differing || ': change it in the file that it came from, and load that',
        'text': difference.cell
    }} END AS why
FROM found ORDER BY record
