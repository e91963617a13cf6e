-- One row for each patrol without a known day.
SELECT patrol_id FROM patrols_without_day($feed, $corridor, $participants, $first, $last)
