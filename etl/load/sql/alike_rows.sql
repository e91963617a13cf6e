-- One row for each file with rows that repeat others. Of rows without an id: how many are new and equal another row of
-- the load except in columns that are not kept (two patrols with numbers are never equal), how many repeat a known record, and how many equal another row in every
-- column, with their lines. Of rows with an id: how many differ from another row with the same id, day and place.
SELECT file, count(*) FILTER (feed_id IS NULL AND {fate} = 'loaded' AND alike > 1 AND nth = 1 AND {number} IS NULL),
    count(*) FILTER (feed_id IS NULL AND {fate} = 'duplicates' AND nth = 1 AND NOT repeated),
    count(*) FILTER (feed_id IS NULL AND nth > 1 AND NOT repeated),
    list(line ORDER BY line) FILTER (feed_id IS NULL AND nth > 1 AND NOT repeated AND line IS NOT NULL),
    count(*) FILTER (contradicts)
FROM {rows} {fates}
WHERE {key} NOT IN (SELECT key FROM ({exclusions}) WHERE fate = 'rejected')
GROUP BY ALL
