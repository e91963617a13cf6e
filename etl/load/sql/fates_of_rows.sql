-- One row for each file of a load and fate of its rows, with the number of rows. A second row of an event is a duplicate.
SELECT file, CASE WHEN nth > 1 THEN 'duplicates' ELSE coalesce(x.fate, {fate}) END, count(*)
FROM {rows} LEFT JOIN (SELECT key, max(fate) AS fate FROM ({exclusions}) GROUP BY key) AS x ON x.key = {key} {fates}
GROUP BY ALL
