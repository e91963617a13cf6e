-- One row for each record added or withdrawn, and for each changed field of a record. Columns: COLUMNS of diff.py.
WITH first AS MATERIALIZED (FROM differing ORDER BY record, what {limit})
SELECT {name} AS "table", record, what, pair.field, pair.before, pair.after
FROM (
    SELECT record, what, NULL AS pair FROM first WHERE what NOT IN ('changed', 'note_only')
    {fields}
)
ORDER BY record, what, pair.place
