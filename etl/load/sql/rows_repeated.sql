-- The rows of a load, with rows that repeat an event moved to its key. These come after the rows that reported it
-- first; `repeated` is the first of each file.
WITH moved AS (
    SELECT r.* REPLACE (coalesce(into_key, r.{key}) AS {key}, coalesce(is_repeat, false) AND nth_in_file = 1 AS repeated),
        coalesce(is_repeat, false) AS is_later
    FROM {rows} AS r LEFT JOIN {into} AS moved ON moved.key = r.{key}
)
SELECT * EXCLUDE (is_later) REPLACE (
    row_number() OVER (PARTITION BY {key} ORDER BY is_later, nth, file, record) AS nth,
    row_number() OVER (PARTITION BY {key}, file ORDER BY is_later, nth, record) AS nth_in_file)
FROM moved
