-- One row for each pair of incidents of two feeds that lie at most $days days and $km kilometres apart: both ids, days, kinds and
-- feeds, days_apart and km_apart. Only incidents of known day whose point is known at least nearly; $corridor narrows.
-- Days and whole degrees of latitude make the pairs few before any distance is taken.
WITH known AS (
    SELECT incident_id, feed, date, kind, lat, lon, floor(lat * 111 / greatest($km, 0.1))::BIGINT AS row
    FROM incidents
    WHERE date_precision = 'day' AND lat IS NOT NULL AND geo_precision IN ('exact', 'near')
      AND ($corridor IS NULL OR corridor = $corridor)
),
near AS (
    SELECT a.*, b.incident_id AS other_id, b.feed AS other_feed, b.date AS other_date, b.kind AS other_kind,
        abs(b.date - a.date) AS days_apart,
        111.195 * sqrt((b.lat - a.lat) ** 2 + ((b.lon - a.lon) * cos(radians((a.lat + b.lat) / 2))) ** 2) AS km_apart
    FROM (
        SELECT *, unnest([row - 1, row, row + 1]) AS other_row FROM (SELECT *, unnest(range(-$days, $days + 1)) AS later FROM known)
    ) AS a
    JOIN known AS b ON b.date = a.date + a.later::INTEGER AND b.row = a.other_row AND a.feed < b.feed
)
SELECT incident_id, feed, date, kind, other_id, other_feed, other_date, other_kind, days_apart, km_apart
FROM near WHERE km_apart <= $km ORDER BY date, incident_id, other_id
