-- One row for each patrol of known day.
SELECT patrol_id FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
WHERE coalesce(ordinal BETWEEN $first_ordinal AND $last_ordinal, true)
