-- One row for each live incident: its point, the corridor that its file names, and its maximum distance from a route,
-- as set by the load that brought it or by a later load that changed it. Releases without placements do not tell
-- whether the corridor in an analyst's table was named or found, so it counts as named. A corridor named by the file
-- applies as soon as it exists.
SELECT incident_id AS point_id, i.lat, i.lon, i.geo_precision, i.corridor, i.km, i.offset_km,
    CASE WHEN p.incident_id IS NULL AND i.feed = 'analyst' THEN i.corridor
        WHEN p.corridor IN (SELECT corridor FROM corridors) THEN p.corridor END AS given,
    coalesce(p.within_km, of_load.within_km, {within_km}) AS within_km
FROM ({incidents}) AS i
LEFT JOIN ({placements}) AS p USING (incident_id)
LEFT JOIN (
    SELECT release, any_value(try_cast(options ->> 'within_km' AS DOUBLE)) AS within_km FROM ({loads}) GROUP BY release
) AS of_load ON of_load.release = i.first_release
WHERE i.withdrawn_release IS NULL
