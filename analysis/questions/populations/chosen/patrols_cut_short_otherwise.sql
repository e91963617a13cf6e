-- One row for each patrol that turned back, and was neither attacked nor obstructed, see hindrances.sql.
SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last)
WHERE outcome = 'cut_short'
    AND patrol_id NOT IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
    AND patrol_id NOT IN (FROM patrols_obstructed($feed, $corridor, $verifications, $sources))
