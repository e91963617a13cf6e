-- One row for each attacked patrol in the total of the count $counted_by.
SELECT patrol_id FROM patrols_of_counts($feed, $corridor, $last)
WHERE counted_by = $counted_by AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
