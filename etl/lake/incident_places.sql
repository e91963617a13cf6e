-- One row for each set of standing incidents on a corridor that the map and the stretches treat alike, and their number (incidents). span says
-- which incidents of these days (date, date_end) it holds: year, all whose possible days lie in this year; month, all in this month;
-- days, those with these very days, which lie in no single month. Their kind is attack, unknown or other.
WITH standing AS (
    SELECT *, coalesce(date_trunc('month', date) = date_trunc('month', date_end), false) AS is_in_month
    FROM ({rows}) WHERE withdrawn_release IS NULL AND corridor IS NOT NULL
),
by_month AS MATERIALIZED (
    SELECT CASE WHEN is_in_month THEN 'month' ELSE 'days' END AS span, feed, corridor,
        CASE WHEN is_in_month THEN date_trunc('month', date)::DATE ELSE date END AS date,
        CASE WHEN is_in_month THEN last_day(date) ELSE date_end END AS date_end,
        place, lat, lon, km, geo_precision,
        CASE WHEN kind IN ({violent_kinds}) THEN 'attack' WHEN kind = 'unknown' THEN kind ELSE 'other' END AS kind, target, verification,
        coalesce(contains(reported_by, ';'), false) AS has_several_reporters, count(*) AS incidents
    FROM standing GROUP BY ALL
)
FROM by_month
UNION ALL BY NAME
SELECT * EXCLUDE (incidents) REPLACE (
        'year' AS span, date_trunc('year', date)::DATE AS date, (date_trunc('year', date) + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE AS date_end),
    sum(incidents)::BIGINT AS incidents
FROM by_month WHERE year(date) = year(date_end) GROUP BY ALL
ORDER BY corridor, span, date, date_end, km, lat, lon, place, geo_precision, kind, target, verification, has_several_reporters
