-- One row for each attacked patrol in the second value of a period.
SELECT patrol_id FROM patrols_that_may($feed, $corridor, $participants, $exposure, $reached_km::DOUBLE, $first, $last)
WHERE patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
