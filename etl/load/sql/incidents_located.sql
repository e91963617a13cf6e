-- The incidents of a load with the corridor on which they lie, the kilometre there, and the patrol that they name by its number.
-- `named_corridor` is the corridor that the file names, also one that the release does not hold.
SELECT e.* REPLACE (
        coalesce(e.corridor, p.corridor) AS corridor, p.km AS km, p.offset_km AS offset_km{patrol}),
    {named_corridor} AS named_corridor
FROM {events} AS e LEFT JOIN {nearest} AS p ON e.incident_id = p.point_id {numbers}
