-- One row for each row of a list of deletions that can be read: its file and line, its fate, and the known record that it names, if asked for.
SELECT d.file, d.line,
    CASE
        WHEN d.nth > 1 THEN 'duplicates'
        WHEN e.feed_id IS NULL THEN 'left_out'
        WHEN e.withdrawn_release IS NOT NULL THEN 'duplicates'
        ELSE 'changed'
    END AS fate{record}
FROM (
    SELECT file, line, feed_id, row_number() OVER (PARTITION BY feed_id ORDER BY file, line) AS nth FROM {deletions} WHERE fate IS NULL
) AS d LEFT JOIN ({known}) AS e USING (feed_id)
