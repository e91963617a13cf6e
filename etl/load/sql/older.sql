-- One row: the last day of the files of a load, and the last known day of their feed in the same countries; how many of
-- their events are not known, and how many known events of their days they lack; when the feed last changed any record
-- of the files, and any known record of their days; and how many known records have no named release.
--
-- The known records are read once and compared with the ids of the files, which are fewer.
WITH files AS (SELECT incident_id, country, date, date_end, feed_updated FROM {rows} WHERE nth = 1),
span AS (
    SELECT min(date) AS first_day, max(date_end) AS last_day, max(feed_updated) AS stamp, list(DISTINCT country) AS countries
    FROM files
),
compared AS (
    SELECT known.date_end, known.feed_updated, known.feed_release, incident_id IN (SELECT incident_id FROM files) AS is_held,
        withdrawn_release IS NULL AND (len(countries) = 0 OR country IS NULL OR list_contains(countries, country)) AS is_alike,
        is_alike AND known.date BETWEEN first_day AND last_day AS in_span
    FROM ({known}) AS known, span
)
SELECT (SELECT last_day FROM span),
    max(date_end) FILTER (is_alike),
    (SELECT count(*) FROM files) - count(*) FILTER (is_held),
    count(*) FILTER (in_span AND NOT is_held),
    (SELECT stamp FROM span),
    max(feed_updated) FILTER (in_span),
    count(*) FILTER (is_alike AND feed_release IS NULL)
FROM compared
