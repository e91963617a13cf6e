-- One row for each patrol that is recorded, which need not be all.
SELECT patrol_id FROM patrols_recorded($feed, $corridor, $participants, $first, $last)
