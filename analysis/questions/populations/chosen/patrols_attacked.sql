-- One row for each patrol of known day that was attacked.
SELECT patrol_id FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $sources, $first, $last)
WHERE $first_ordinal IS NULL OR patrol_id IN (
    SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
    WHERE ordinal BETWEEN $first_ordinal AND $last_ordinal)
