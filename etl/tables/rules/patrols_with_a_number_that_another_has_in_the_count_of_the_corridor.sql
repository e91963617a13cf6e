-- Column at fault: number
-- Only for the corridor's own count, which names patrols. A number that another count gives twice is a doubt.
SELECT patrol_id AS record, number || ' in the ' || own_count || ' count' AS detail
FROM patrols JOIN corridors USING (corridor) WHERE number IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY feed, corridor, number) > 1
ORDER BY record
