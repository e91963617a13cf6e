-- One row for each event whose id is also that of another event of the load, in the form of an exclusion.
SELECT {key} AS key, 'rejected' AS fate, 'the same id stands for another event: ' || array_to_string(any_value(conflict), '; ') AS reason,
    'feed_id' AS "column", any_value(feed_id) AS detail
FROM {rows} WHERE len(conflict) > 0
GROUP BY {key}
