-- One row for each file and rule that leaves out events of it: the rule in words, and the number of events.
SELECT file, x.reason, count(*)
FROM {rows} JOIN ({exclusions}) AS x ON x.key = {key} AND x.fate = 'left_out'
WHERE nth = 1
GROUP BY ALL ORDER BY ALL
