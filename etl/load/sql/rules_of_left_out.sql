-- One row for each rule that leaves events of a file out: the rule in words, and how many.
SELECT x.reason, count(*)
FROM {rows} JOIN ({exclusions}) AS x ON x.key = {key} AND x.fate = 'left_out'
WHERE file = $file AND nth = 1
GROUP BY ALL ORDER BY ALL
