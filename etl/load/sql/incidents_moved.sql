-- One row for each incident of `stated` that belongs to another place than before, according to the corridors in
-- `nearest`.
SELECT point_id, s.corridor AS before, coalesce(s.given, n.corridor) AS corridor, n.km, n.offset_km, true AS is_moved
FROM {stated} AS s LEFT JOIN ({nearest}) AS n USING (point_id)
WHERE ROW(coalesce(s.given, n.corridor), n.km, n.offset_km) IS DISTINCT FROM ROW(s.corridor, s.km, s.offset_km)
