-- One row for each record that differs between two states: its key, its name in a sentence, and what happened to it.
-- Joins a hash of each row instead of the row, so that full rows are compared only for the few records that differ.
CREATE OR REPLACE TEMP TABLE differing AS
SELECT {keys}, {record} AS record,
    CASE WHEN NOT stood THEN 'added' WHEN NOT stands THEN 'withdrawn' WHEN is_other THEN 'changed' ELSE 'note_only' END AS what
FROM (
    SELECT {key}, b.content IS NOT NULL AS stood, a.content IS NOT NULL AS stands, a.facts IS DISTINCT FROM b.facts AS is_other
    FROM {before} AS b FULL JOIN {after} AS a ON {same_key}
    WHERE b.content IS DISTINCT FROM a.content
)
