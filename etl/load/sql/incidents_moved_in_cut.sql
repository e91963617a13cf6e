-- All rows of a cut, with moved incidents at their new place. An incident on a new corridor is tied to no patrol.
SELECT r.* REPLACE (
    CASE WHEN is_moved THEN m.corridor ELSE r.corridor END AS corridor,
    CASE WHEN is_moved THEN m.km ELSE r.km END AS km,
    CASE WHEN is_moved THEN m.offset_km ELSE r.offset_km END AS offset_km,
    CASE WHEN is_moved AND m.corridor IS DISTINCT FROM r.corridor THEN NULL ELSE r.patrol_id END AS patrol_id)
FROM ({rows}) AS r LEFT JOIN {moved} AS m ON incident_id = point_id
