-- One row for each patrol that was obstructed, see hindrances.sql.
SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last)
WHERE patrol_id IN (FROM patrols_obstructed($feed, $corridor, $verifications, $sources))
