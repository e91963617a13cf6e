SELECT corridor || ' ' || before + 1 || CASE WHEN number > before + 2 THEN ' to ' || number - 1 ELSE '' END AS record,
    'missing in the ' || own_count || ' count' AS detail
FROM (
    SELECT corridor, number, lag(number) OVER (PARTITION BY feed, corridor ORDER BY number) AS before
    FROM patrols WHERE number IS NOT NULL
) JOIN corridors USING (corridor)
WHERE number > before + 1
ORDER BY corridor, number
