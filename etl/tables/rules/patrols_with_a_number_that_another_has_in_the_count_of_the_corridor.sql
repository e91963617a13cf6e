-- Column at fault: number
-- Of the corridor's own count alone, by which patrols are named: that another count gives a number twice is a doubt to be shown.
SELECT patrol_id AS record, number || ' in the ' || own_count || ' count' AS detail
FROM patrols JOIN corridors USING (corridor) WHERE number IS NOT NULL
QUALIFY count(*) OVER (PARTITION BY feed, corridor, number) > 1
ORDER BY record
