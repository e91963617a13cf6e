-- A count may use a number twice, so it is unknown which patrol has it.
SELECT patrol_id AS record, stated.number || ' in the ' || counted_by || ' count' AS detail
FROM patrol_numbers AS stated JOIN patrols USING (patrol_id)
QUALIFY count(*) OVER (PARTITION BY feed, corridor, counted_by, stated.number) > 1
ORDER BY record
