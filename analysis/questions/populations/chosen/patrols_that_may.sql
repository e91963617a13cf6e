-- One row for each patrol in the second value of a period.
SELECT patrol_id FROM patrols_that_may($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
