-- One row for each incident of a population, oldest first: its id and what identifies it for a reader. A query of `chosen`
-- gives the complete rows of the days in question, since finding them again by id would read a million ids.
-- With $stretch_km, only incidents that stretches of this length place on the one from $stretch_from to $stretch_to; or with
-- $off_stretches those placed on none, or with $of_unknown_reach those on this stretch on patrols of unknown reach. See
-- stretches.sql.
SELECT incident_id, date, date_end, date_precision, kind, target, target_party, patrol_id, verification, place, km, note, corrected
FROM ({chosen})
WHERE ($stretch_km::DOUBLE IS NULL
    OR CASE WHEN $of_unknown_reach THEN is_placed(km, geo_precision, $stretch_km::DOUBLE) AND NOT is_within_reach(patrol_id)
        ELSE $off_stretches <> (is_placed(km, geo_precision, $stretch_km::DOUBLE)
            AND ($population = 'corridor_attacks' OR is_within_reach(patrol_id))) END)
AND is_on_stretch(km, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
ORDER BY coalesce(date, date_end), incident_id
