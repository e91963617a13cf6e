-- One row for each fate of the rows of one file of a load, with the number of rows. A second row of an event is a
-- duplicate.
SELECT CASE WHEN nth > 1 THEN 'duplicates' ELSE coalesce(x.fate, {fate}) END, count(*)
FROM {rows} LEFT JOIN (SELECT key, max(fate) AS fate FROM ({exclusions}) GROUP BY key) AS x ON x.key = {key} {fates}
WHERE file = $file
GROUP BY ALL
