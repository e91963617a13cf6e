-- One row for each rule that leaves out events of a file: the rule in words, and the number of events.
SELECT x.reason, count(*)
FROM {rows} JOIN ({exclusions}) AS x ON x.key = {key} AND x.fate = 'left_out'
WHERE file = $file AND nth = 1
GROUP BY ALL ORDER BY ALL
