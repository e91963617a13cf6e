-- One row: the last day of the files of a load, and the last known day of their feed in the same countries; how many of
-- their events are not known, and how many known events of their days they lack; when the feed last changed any record
-- of the files, and any known record of their days; and how many known records have no named release.
WITH files AS (SELECT incident_id, country, date, date_end, feed_updated FROM {rows} WHERE nth = 1),
span AS (
    SELECT min(date) AS first_day, max(date_end) AS last_day, max(feed_updated) AS stamp, list(DISTINCT country) AS countries
    FROM files
),
alike AS (
    SELECT known.*, known.date BETWEEN first_day AND last_day AS in_span
    FROM ({known}) AS known, span
    WHERE withdrawn_release IS NULL AND (len(countries) = 0 OR country IS NULL OR list_contains(countries, country))
)
SELECT last_day,
    (SELECT max(date_end) FROM alike),
    (SELECT count(*) FROM files ANTI JOIN ({known}) AS known USING (incident_id)),
    (SELECT count(*) FROM alike ANTI JOIN files USING (incident_id) WHERE in_span),
    stamp,
    (SELECT max(feed_updated) FROM alike WHERE in_span),
    (SELECT count(*) FROM alike WHERE feed_release IS NULL)
FROM span
