-- The known incidents of a feed in the form of a load: with the corridor and the patrol that their files name, and the
-- corridor that they are on. Without placements (in older releases), the corridor is taken to be named by the file.
SELECT i.* REPLACE (
        CASE WHEN p.incident_id IS NULL THEN i.corridor WHEN p.corridor IN (SELECT corridor FROM {corridors}) THEN p.corridor END
        AS corridor),
    i.corridor AS lies_on, p.corridor AS extra_named_corridor, p.number AS extra_patrol_number, p.counted_by AS extra_counted_by
FROM ({incidents}) AS i LEFT JOIN ({placements}) AS p USING (incident_id)
