-- One row on the known live records of the days of a load: how many the load holds again, how many it lacks, the first and the last day
-- of these, and what a person calls the first three.
WITH span AS (SELECT min({day}) AS first, max({day}) AS last FROM {rows}),
known AS (
    SELECT {day} AS day, coalesce(feed_id, {key}) AS id, {key} IN (SELECT {key} FROM {rows}) AS is_held
    FROM ({known}) WHERE withdrawn_release IS NULL AND {day} BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
)
SELECT count(*) FILTER (is_held), count(*) FILTER (NOT is_held), min(day) FILTER (NOT is_held), max(day) FILTER (NOT is_held),
    list(id ORDER BY day, id) FILTER (NOT is_held)
FROM known
