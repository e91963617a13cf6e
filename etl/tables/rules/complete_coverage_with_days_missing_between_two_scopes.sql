-- Two scopes that are complete for days that do not touch would make the days between them look complete.
SELECT concat_ws(' / ', corridor, "table") AS record,
    max("from") || ' is later than the day after ' || min(through) AS detail
FROM coverage WHERE complete
GROUP BY feed, corridor, "table"
HAVING count(*) > 1 AND max("from") > min(through) + 1
ORDER BY record
