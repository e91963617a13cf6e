-- One row for each incident of the chosen population (attacks_on_targets, corridor_attacks; incidents_of_lag: those known so
-- many days after theirs) in the days $first to $last, oldest
-- first: its id and what a reader knows it by. $first_ordinal to $last_ordinal narrow attacks on patrols to those on these
-- patrols of those days in their order; empty, all are listed. Where $stretch_km is given, those that stretches of that length
-- place on the one from $stretch_from to $stretch_to, or with $off_stretches those that they place on none, or with
-- $of_unknown_reach those that lie there on patrols of unknown reach; see stretches.sql.
SELECT incident_id, date, date_end, date_precision, kind, target, target_party, patrol_id, verification, place, km, note, corrected
FROM incidents
WHERE incident_id IN (
    SELECT incident_id FROM attacks_exposed($feed, $corridor, $participants, $verifications, $sources, $count_by, $exposure, $reached_km::DOUBLE, $first, $last)
    WHERE $population = 'attacks_on_targets'
      AND ($first_ordinal IS NULL OR patrol_id IN (
        SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
        WHERE ordinal BETWEEN $first_ordinal AND $last_ordinal))
    UNION ALL
    SELECT incident_id FROM corridor_attacks($feed, $corridor, $verifications, $sources, $count_by, $first, $last)
    WHERE $population = 'corridor_attacks'
    UNION ALL
    SELECT record_id FROM records_with_lag($feed, $corridor, $participants, $last)
    WHERE $population = 'incidents_of_lag' AND "table" = 'incidents' AND basis = $basis AND lag_days <= $lag_days
)
AND ($stretch_km::DOUBLE IS NULL
    OR CASE WHEN $of_unknown_reach THEN is_placed(km, geo_precision, $stretch_km::DOUBLE) AND NOT is_within_reach(patrol_id)
        ELSE $off_stretches <> (is_placed(km, geo_precision, $stretch_km::DOUBLE)
            AND ($population = 'corridor_attacks' OR is_within_reach(patrol_id))) END)
AND is_on_stretch(km, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
ORDER BY coalesce(date, date_end), incident_id
