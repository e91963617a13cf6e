-- One row on the rows of a file that say what others say: of those without an id how many are new and say the same as another of the
-- load but for columns that are not kept, how many say what a known record says, and how many are equal to another in every
-- column, with their lines; of those with an id how many differ from another of their id, day and place.
SELECT count(*) FILTER (feed_id IS NULL AND {fate} = 'loaded' AND alike > 1 AND nth = 1),
    count(*) FILTER (feed_id IS NULL AND {fate} = 'duplicates' AND nth = 1 AND NOT retold),
    count(*) FILTER (feed_id IS NULL AND nth > 1 AND NOT retold),
    list(line ORDER BY line) FILTER (feed_id IS NULL AND nth > 1 AND NOT retold AND line IS NOT NULL),
    count(*) FILTER (says_otherwise)
FROM {rows} {fates}
WHERE file = $file AND {key} NOT IN (SELECT key FROM ({exclusions}) WHERE fate = 'rejected')
