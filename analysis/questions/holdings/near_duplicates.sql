-- One row for each pair of incidents of two feeds at most $days days and $km kilometres apart: both ids, days, kinds and
-- feeds, days_apart and km_apart. Only incidents of known day whose point is known at least nearly; $corridor narrows.
-- Joining by day and whole degree of latitude leaves few pairs for which a distance is computed. Every row is repeated for
-- the days and degrees around it, except those of the largest feed, the last of $feeds. Of that feed only the days of the
-- others are read, which is why `known` is read twice.
WITH known AS NOT MATERIALIZED (
    SELECT incident_id, feed, date, kind, lat, lon, floor(lat * 111 / greatest($km, 0.1))::BIGINT AS row
    FROM incidents
    WHERE date_precision = 'day' AND lat IS NOT NULL AND geo_precision IN ('exact', 'near')
      AND ($corridor IS NULL OR corridor = $corridor)
),
paired AS (
    SELECT {'incident_id': a.incident_id, 'feed': a.feed, 'date': a.date, 'kind': a.kind} AS one,
        {'incident_id': b.incident_id, 'feed': b.feed, 'date': b.date, 'kind': b.kind} AS other, abs(b.date - a.date) AS days_apart,
        111.195 * sqrt((b.lat - a.lat) ** 2 + ((b.lon - a.lon) * cos(radians((a.lat + b.lat) / 2))) ** 2) AS km_apart
    FROM (
        SELECT *, unnest([row - 1, row, row + 1]) AS other_row
        FROM (SELECT *, unnest(range(-$days, $days + 1)) AS later FROM known WHERE list_contains(($feeds::VARCHAR[])[:-2], feed))
    ) AS a
    JOIN known AS b ON b.date = a.date + a.later::INTEGER AND b.row = a.other_row
    WHERE list_position($feeds::VARCHAR[], a.feed) < list_position($feeds::VARCHAR[], b.feed)
),
near AS (
    SELECT CASE WHEN one.feed < other.feed THEN one ELSE other END AS a, CASE WHEN one.feed < other.feed THEN other ELSE one END AS b,
        days_apart, km_apart
    FROM paired WHERE km_apart <= $km
)
SELECT a.incident_id AS incident_id, a.feed AS feed, a.date AS date, a.kind AS kind, b.incident_id AS other_id, b.feed AS other_feed,
    b.date AS other_date, b.kind AS other_kind, days_apart, km_apart
FROM near ORDER BY a.date, a.incident_id, b.incident_id
