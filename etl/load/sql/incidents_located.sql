-- The incidents of a load with their corridor, the kilometre on it, and the patrol whose number they name.
-- `named_corridor` is the corridor that the file names, even if the release does not have it.
SELECT e.* REPLACE (
        coalesce(e.corridor, p.corridor) AS corridor, p.km AS km, p.offset_km AS offset_km{patrol}),
    {named_corridor} AS named_corridor
FROM {joined}
