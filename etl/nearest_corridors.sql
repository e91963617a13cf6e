-- One row for each place (lat, lon, given) that lies within {within_km} km of a corridor's route and beside its kilometres: the nearest
-- such corridor, the kilometre on it, and the distance from the route. Places and kilometres are those of `points_near_routes.sql`.
SELECT point_id.lat, point_id.lon, point_id.given, corridor, km, offset_km
FROM ({kilometres})
WHERE km IS NOT NULL AND offset_km <= {within_km}
QUALIFY row_number() OVER (PARTITION BY point_id ORDER BY offset_km, corridor) = 1
