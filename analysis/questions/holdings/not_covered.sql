-- One row for each corridor, and each feed with records, without stated coverage: corridor and title, or feed; and the numbers
-- of its patrols and incidents.
SELECT corridor, title, NULL AS feed,
    (SELECT count(*) FROM patrols WHERE patrols.corridor = corridors.corridor)::INTEGER AS patrols,
    (SELECT count_sum(incidents, true) FROM incident_counts WHERE incident_counts.corridor = corridors.corridor) AS incidents
FROM corridors ANTI JOIN coverage USING (corridor)
UNION ALL
SELECT NULL, NULL, feed, sum(patrols)::INTEGER, sum(incidents)::INTEGER
FROM (
    SELECT feed, count(*) AS patrols, 0 AS incidents FROM patrols GROUP BY feed
    UNION ALL SELECT feed, 0, sum(incidents) FROM incident_counts GROUP BY feed
) ANTI JOIN coverage USING (feed)
GROUP BY feed
ORDER BY corridor, feed
