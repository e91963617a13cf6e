-- One row for each incident that stands: its point, the corridor that its file names, and how far from a route it may lie,
-- which is what the load that brought it said where no load said otherwise since. Before there were placements a table of an
-- analyst did not say whether a corridor was named or found: it is taken as named. One that the file names decides once it is there.
SELECT incident_id AS point_id, i.lat, i.lon, i.geo_precision, i.corridor, i.km, i.offset_km,
    CASE WHEN p.incident_id IS NULL AND i.feed = 'analyst' THEN i.corridor
        WHEN p.corridor IN (SELECT corridor FROM corridors) THEN p.corridor END AS given,
    coalesce(p.within_km, said.within_km, {within_km}) AS within_km
FROM ({incidents}) AS i
LEFT JOIN ({placements}) AS p USING (incident_id)
LEFT JOIN (
    SELECT release, any_value(try_cast(options ->> 'within_km' AS DOUBLE)) AS within_km FROM ({loads}) GROUP BY release
) AS said ON said.release = i.first_release
WHERE i.withdrawn_release IS NULL
