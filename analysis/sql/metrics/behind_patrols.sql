-- One row for each patrol of the chosen population (patrols, patrols_attacked) in the days $first to $last, oldest first: its
-- id, what a reader knows it by, and whether it was attacked, by records of the chosen verifications. Narrowed to those that
-- drove the stretch from $stretch_from to $stretch_to, or with $off_stretches to those of unknown reach.
SELECT patrol_id, number, date, date_end, date_precision, array_to_string(participants, ', ') AS participants, outcome,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications)) AS attacked, place_from, place_to, note
FROM patrols LEFT JOIN reaches USING (patrol_id)
WHERE patrol_id IN (
    SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last) WHERE $population = 'patrols'
    UNION ALL
    SELECT patrol_id FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $first, $last)
    WHERE $population = 'patrols_attacked'
)
AND has_driven(km_low, km_high, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
AND NOT ($off_stretches AND km_low IS NOT NULL)
ORDER BY coalesce(date, date_end), number, patrol_id
