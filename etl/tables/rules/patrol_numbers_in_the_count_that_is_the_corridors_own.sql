-- Column at fault: counted_by
-- Numbers in the corridor's own count are in patrols.number; a second one could contradict it.
SELECT patrol_id AS record, counted_by AS detail
FROM patrol_numbers JOIN patrols USING (patrol_id) JOIN corridors USING (corridor)
WHERE counted_by = own_count
ORDER BY patrol_id
