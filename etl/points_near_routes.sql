-- One row for each place and corridor whose route it may be near: the place lies in the box of the route, widened by {within_km} km. A
-- place is a point with the corridor that was given for it, here the `point_id`: a million incidents have a few thousand places.
-- A degree of latitude is 111 km; one of longitude is shorter, by the cosine of the latitude. A route that crosses the date line goes
-- on beyond 180 degrees, so a place is taken as many turns around the world as it is near.
CREATE OR REPLACE TEMP VIEW points(point_id, corridor, lat, lon, within_km) AS
SELECT {{'lat': p.lat, 'lon': p.lon, 'given': given}}, corridor, p.lat, p.lon, {within_km}
FROM (SELECT DISTINCT lat, lon, given FROM ({points})) AS p JOIN (
    SELECT corridor, min(lat) - {within_km} / 110 AS south, max(lat) + {within_km} / 110 AS north,
        min(lon) - {within_km} / 110 / cos(radians(max(abs(lat)))) AS west,
        max(lon) + {within_km} / 110 / cos(radians(max(abs(lat)))) AS east
    FROM route_points GROUP BY corridor
) AS boxes ON p.lat BETWEEN south AND north AND p.lon + 360 * round(((west + east) / 2 - p.lon) / 360) BETWEEN west AND east
    AND coalesce(given, corridor) = corridor
