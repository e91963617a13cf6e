-- One row for each fate of the rows of a file of deletions, with the number of rows.
SELECT CASE
        WHEN nth > 1 THEN 'duplicates'
        WHEN known.feed_id IS NULL THEN 'left_out'
        WHEN known.withdrawn_release IS NOT NULL THEN 'duplicates'
        ELSE 'changed'
    END, count(*)
FROM (
    SELECT file, feed_id, row_number() OVER (PARTITION BY feed_id ORDER BY file) AS nth FROM {deletions} WHERE fate IS NULL
) LEFT JOIN ({known}) AS known USING (feed_id)
WHERE file = $file
GROUP BY ALL
