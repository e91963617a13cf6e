-- One row for each incident of `stated` that belongs to another place than before, according to the corridors in
-- `nearest`.
SELECT point_id, e.corridor AS before, coalesce(e.given, p.corridor) AS corridor, p.km, p.offset_km, true AS is_moved
FROM {stated} AS e LEFT JOIN ({nearest}) AS p ON {at_place}
WHERE ROW(coalesce(e.given, p.corridor), p.km, p.offset_km) IS DISTINCT FROM ROW(e.corridor, e.km, e.offset_km)
