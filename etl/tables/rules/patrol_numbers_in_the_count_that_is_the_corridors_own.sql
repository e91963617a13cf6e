-- Column at fault: counted_by
-- The corridor's own count stands in patrols.number; a second number in it could contradict the first.
SELECT patrol_id AS record, counted_by AS detail
FROM patrol_numbers JOIN patrols USING (patrol_id) JOIN corridors USING (corridor)
WHERE counted_by = own_count
ORDER BY patrol_id
