-- One row for each patrol that was attacked and turned back, see hindrances.sql.
SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last)
WHERE outcome = 'cut_short' AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
