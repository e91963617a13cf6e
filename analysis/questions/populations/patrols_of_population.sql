-- One row for each patrol of the chosen population (patrols, patrols_attacked; both with those without a known day:
-- patrols_any_day, patrols_attacked_any_day; patrols_recorded, patrols_without_day; patrols_attacked_of_count: of the total
-- by the count $counted_by; those of hindrances.sql: patrols_obstructed and so on; those of the second value of a period:
-- patrols_that_may, patrols_attacked_that_may; patrols_of_lag:
-- those known so many days after theirs) in the days $first to
-- $last, oldest first: its id, what a reader knows it by, and whether it was attacked, by attacks that count. Of the patrols of those
-- days in their order, $first_ordinal to $last_ordinal narrow the list; empty, all stand in it. So do $stretch_from and
-- $stretch_to to those that drove that stretch, $off_stretches to those of unknown reach, and $exposure and $reached_km to those that
-- are exposed (see patrols_exposed).
SELECT patrol_id, number, date, date_end, date_precision, array_to_string(participants, ', ') AS participants, outcome,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked, place_from, place_to, note, corrected
FROM patrols LEFT JOIN reaches USING (patrol_id)
WHERE patrol_id IN (
    SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
    WHERE $population IN ('patrols', 'patrols_any_day') AND coalesce(ordinal BETWEEN $first_ordinal AND $last_ordinal, true)
    UNION ALL
    SELECT patrol_id FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $sources, $first, $last)
    WHERE $population IN ('patrols_attacked', 'patrols_attacked_any_day')
      AND ($first_ordinal IS NULL OR patrol_id IN (
        SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
        WHERE ordinal BETWEEN $first_ordinal AND $last_ordinal))
    UNION ALL
    SELECT patrol_id FROM patrols_without_day($feed, $corridor, $participants, $first, $last)
    WHERE $population IN ('patrols_without_day', 'patrols_any_day') OR $population = 'patrols_attacked_any_day'
        AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
    UNION ALL
    SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last)
    WHERE $population = 'patrols_obstructed' AND patrol_id IN (FROM patrols_obstructed($feed, $corridor, $verifications, $sources))
        OR $population = 'patrols_attacked_and_cut_short' AND outcome = 'cut_short'
            AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
        OR $population = 'patrols_cut_short_otherwise' AND outcome = 'cut_short'
            AND patrol_id NOT IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
            AND patrol_id NOT IN (FROM patrols_obstructed($feed, $corridor, $verifications, $sources))
    UNION ALL
    SELECT patrol_id FROM patrols_that_may($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
    WHERE $population = 'patrols_that_may' OR $population = 'patrols_attacked_that_may'
        AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
    UNION ALL
    SELECT patrol_id FROM patrols_recorded($feed, $corridor, $participants, $first, $last)
    WHERE $population = 'patrols_recorded'
    UNION ALL
    SELECT patrol_id FROM patrols_of_counts($feed, $corridor, $last)
    WHERE $population = 'patrols_attacked_of_count' AND counted_by = $counted_by
        AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
    UNION ALL
    SELECT record_id FROM records_with_lag($feed, $corridor, $participants, $last)
    WHERE $population = 'patrols_of_lag' AND "table" = 'patrols' AND basis = $basis AND lag_days <= $lag_days
)
AND is_exposed($exposure, $reached_km::DOUBLE, km_low, km_high)
AND has_driven(km_low, km_high, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
AND NOT ($off_stretches AND km_low IS NOT NULL)
ORDER BY coalesce(date, date_end), number, patrol_id
