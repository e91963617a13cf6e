-- One row for each patrol without a known day that was attacked.
SELECT patrol_id FROM patrols_without_day($feed, $corridor, $participants, $first, $last)
WHERE patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
