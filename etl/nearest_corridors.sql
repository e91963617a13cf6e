-- One row for each point that lies within {within_km} km of a corridor's route and beside its kilometres: the nearest such corridor, the
-- kilometre on it, and the distance from the route. The kilometres are those of the places in `points_near_routes.sql`.
WITH found AS (
    SELECT point_id AS place, corridor, km, offset_km FROM ({kilometres})
    WHERE km IS NOT NULL AND offset_km <= {within_km}
    QUALIFY row_number() OVER (PARTITION BY place ORDER BY offset_km, corridor) = 1
)
SELECT p.point_id, found.corridor, km, offset_km
FROM ({points}) AS p JOIN found ON ROW(p.lat, p.lon, p.given) IS NOT DISTINCT FROM found.place
