-- One row for each changed field of the records in `first`.
UNION ALL BY NAME
SELECT record, what, unnest(list_filter([{pairs}], lambda pair: pair.before IS DISTINCT FROM pair.after)) AS pair
FROM (FROM first WHERE what IN ('changed', 'note_only')) AS d
JOIN (FROM {before}.{table} WHERE {live}) AS b ON {same_as_before}
JOIN (FROM {after}.{table} WHERE {live}) AS a ON {same_as_after}
