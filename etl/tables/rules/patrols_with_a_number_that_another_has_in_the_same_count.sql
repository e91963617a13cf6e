-- Column at fault: number
WITH numbers AS (
    SELECT feed, corridor, own_count AS counted_by, patrols.number, patrol_id FROM patrols JOIN corridors USING (corridor)
    UNION ALL
    SELECT feed, corridor, counted_by, patrol_numbers.number, patrol_id FROM patrol_numbers JOIN patrols USING (patrol_id)
)
SELECT patrol_id AS record, number || ' in the ' || counted_by || ' count' AS detail
FROM numbers WHERE number IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY feed, corridor, counted_by, number) > 1
ORDER BY record
