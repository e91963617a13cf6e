-- One row for each recorded patrol; there may have been others.
SELECT patrol_id FROM patrols_recorded($feed, $corridor, $participants, $first, $last)
