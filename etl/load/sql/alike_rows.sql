-- One row: how many rows of a file that have no id are new and say the same as another row of the load, and how many say what a
-- known record says.
SELECT count(*) FILTER ({fate} = 'loaded' AND alike > 1), count(*) FILTER ({fate} = 'duplicates')
FROM {rows} {fates}
WHERE file = $file AND feed_id IS NULL
    AND {key} NOT IN (SELECT key FROM ({exclusions}) WHERE fate = 'rejected')
