-- One row for each attacked patrol of the total by the count $counted_by.
SELECT patrol_id FROM patrols_of_counts($feed, $corridor, $last)
WHERE counted_by = $counted_by AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
