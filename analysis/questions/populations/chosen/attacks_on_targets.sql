-- One row for each attack on what the exposure consists of: the patrols counted, or what the corridor counts.
FROM attacks_exposed($feed, $corridor, $participants, $verifications, $sources, $count_by, $exposure, $reached_km::DOUBLE, $first, $last)
WHERE $first_ordinal IS NULL OR patrol_id IN (
    SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
    WHERE ordinal BETWEEN $first_ordinal AND $last_ordinal)
