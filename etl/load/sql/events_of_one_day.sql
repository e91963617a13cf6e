-- One row for each pair of records of one day and place of which at least one lacks an id: an event of the load, and an
-- event of another file or a known record. Rows without an id whose kept values are equal were already counted by the
-- ordinals in their keys. Rows of one file are not paired, since a file may have tens of thousands of rows of one day.
WITH loaded AS (
    SELECT {key} AS key, feed_id, files, {first} AS first, {last} AS last, {corridor} AS corridor, {place} AS spot, {lat} AS y, {lon} AS x
    FROM {events} JOIN {files} USING ({key})
),
known AS (
    SELECT {key} AS key, feed_id, [] AS files, {first} AS first, {last} AS last, {known_corridor} AS corridor, {place} AS spot, {lat} AS y, {lon} AS x
    FROM ({known}) WHERE {key} NOT IN (SELECT key FROM loaded)
)
SELECT one.key, other.key
FROM loaded AS one
JOIN (
    SELECT *, true AS is_loaded FROM loaded WHERE (SELECT count(DISTINCT files) > 1 FROM loaded)
    UNION ALL SELECT *, false FROM known
) AS other
    ON one.first = other.first AND one.last IS NOT DISTINCT FROM other.last
WHERE (one.feed_id IS NULL OR other.feed_id IS NULL)
    AND (one.key < other.key OR NOT is_loaded)
    AND regexp_replace(one.key, '-\d+$', '') <> regexp_replace(other.key, '-\d+$', '')
    AND NOT list_has_any(one.files, other.files)
    AND (one.corridor = other.corridor OR contains(one.spot, other.spot) OR contains(other.spot, one.spot)
        OR (abs(one.y - other.y) <= 0.01 AND abs(one.x - other.x) <= 0.01))
