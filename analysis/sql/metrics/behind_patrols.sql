-- One row for each patrol of the chosen population (patrols, patrols_attacked) in the days $first to $last, oldest first: its
-- id, what a reader knows it by, and whether it was attacked, by records of the chosen verifications. Narrowed to those that
-- drove the stretch from $stretch_from to $stretch_to, or with $off_stretches to those of unknown reach. Of the patrols of those
-- days in their order, $first_ordinal to $last_ordinal narrow the list; empty, all stand in it.
SELECT patrol_id, number, date, date_end, date_precision, array_to_string(participants, ', ') AS participants, outcome,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications)) AS attacked, place_from, place_to, note
FROM patrols LEFT JOIN reaches USING (patrol_id)
WHERE patrol_id IN (
    SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $first, $last)
    WHERE $population = 'patrols' AND coalesce(ordinal BETWEEN $first_ordinal AND $last_ordinal, true)
    UNION ALL
    SELECT patrol_id FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $first, $last)
    WHERE $population = 'patrols_attacked'
      AND ($first_ordinal IS NULL OR patrol_id IN (
        SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $first, $last)
        WHERE ordinal BETWEEN $first_ordinal AND $last_ordinal))
)
AND has_driven(km_low, km_high, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
AND NOT ($off_stretches AND km_low IS NOT NULL)
ORDER BY coalesce(date, date_end), number, patrol_id
