-- One row for each file of deletions and fate of its rows, with the number of rows.
SELECT file, CASE
        WHEN nth > 1 THEN 'duplicates'
        WHEN known.feed_id IS NULL THEN 'left_out'
        WHEN known.withdrawn_release IS NOT NULL THEN 'duplicates'
        ELSE 'changed'
    END, count(*)
FROM (
    SELECT file, feed_id, row_number() OVER (PARTITION BY feed_id ORDER BY file) AS nth FROM {deletions} WHERE fate IS NULL
) LEFT JOIN ({known}) AS known USING (feed_id)
GROUP BY ALL
