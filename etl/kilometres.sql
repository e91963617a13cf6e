-- One row for each point and corridor (point_id, corridor, lat, lon, within_km in `points`): the kilometre of the nearest point of its
-- corridor's route, and the distance from the route. km is empty if the nearest point is an end of the line and the
-- point lies beyond it: such a point belongs to no kilometre. Points farther from the route than within_km may be left out.
--
-- Segments are taken as flat: over a corridor of a hundred kilometres that is exact to a few metres, far finer than any
-- place here is known. One linear factor leads from the drawn line to the kilometre posts.
WITH segments AS (
    SELECT
        corridor, ordinal, lat, lon,
        111.195 * cos(radians(avg(lat) OVER (PARTITION BY corridor))) AS km_per_lon,
        111.195 AS km_per_lat,
        lead(lat) OVER steps AS next_lat,
        lead(lon) OVER steps AS next_lon
    FROM route_points
    WINDOW steps AS (PARTITION BY corridor ORDER BY ordinal)
),
measured AS (
    SELECT *,
        (next_lon - lon) * km_per_lon AS dx,
        (next_lat - lat) * km_per_lat AS dy,
        sqrt(((next_lon - lon) * km_per_lon) ** 2 + ((next_lat - lat) * km_per_lat) ** 2) AS length
    FROM segments
    WHERE next_lat IS NOT NULL AND (next_lat <> lat OR next_lon <> lon)
),
located AS (
    SELECT *,
        coalesce(sum(length) OVER (PARTITION BY corridor ORDER BY ordinal
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before,
        sum(length) OVER (PARTITION BY corridor) AS total,
        row_number() OVER (PARTITION BY corridor ORDER BY ordinal) = 1 AS is_first,
        row_number() OVER (PARTITION BY corridor ORDER BY ordinal DESC) = 1 AS is_last
    FROM measured
),
projected AS (
    SELECT points.point_id, located.*,
        points.lon - located.lon AS degrees_east,
        (degrees_east - 360 * round(degrees_east / 360)) * km_per_lon AS px, -- the shorter way around the world
        (points.lat - located.lat) * km_per_lat AS py,
        (px * dx + py * dy) / length ** 2 AS along
    FROM points JOIN located USING (corridor)
    -- A segment whose widened box lacks the point is farther away. Of millions of points, each is then compared with a few segments.
    WHERE within_km IS NULL
        OR py BETWEEN least(dy, 0) - within_km - 0.1 AND greatest(dy, 0) + within_km + 0.1
        AND px BETWEEN least(dx, 0) - within_km - 0.1 AND greatest(dx, 0) + within_km + 0.1
),
nearest AS (
    SELECT *, least(greatest(along, 0), 1) AS share,
        sqrt((px - least(greatest(along, 0), 1) * dx) ** 2 + (py - least(greatest(along, 0), 1) * dy) ** 2) AS distance
    FROM projected
    QUALIFY row_number() OVER (PARTITION BY point_id, corridor ORDER BY distance, ordinal) = 1
)
SELECT
    point_id, corridor,
    -- A millionth of a segment is a few centimetres: an end post itself is not beyond the end.
    CASE WHEN NOT (is_first AND along < -1e-6) AND NOT (is_last AND along > 1 + 1e-6)
        THEN round(km_from + (before + share * length) / total * (km_to - km_from), 1) END AS km,
    round(distance, 1) AS offset_km
FROM nearest JOIN corridors USING (corridor)
