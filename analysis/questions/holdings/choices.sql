-- One row for each corridor and feed that the release covers: the days of any coverage (from, through), the days of complete
-- coverage where there are such (complete_from to complete_through, not all of which need be covered), the kilometres of the corridor's ends where it has such,
-- the number of patrols, and whether an episode of more than one attack is known on it, and
-- whether its exposure is counted. Most patrols first.
SELECT corridors.corridor, title, coalesce(parties, []) AS parties, held.feed, held."from", held.through,
    rates."from" AS complete_from, rates.through AS complete_through,
    CASE WHEN km_to > km_from THEN km_from END AS km_from, CASE WHEN km_to > km_from THEN km_to END AS km_to,
    (SELECT count(*) FROM patrols WHERE patrols.corridor = held.corridor AND patrols.feed = held.feed) AS patrols,
    corridors.corridor IN (SELECT corridor FROM incidents SEMI JOIN episodes_continued USING (incident_id)) AS has_episodes,
    corridors.unit IS NOT NULL AS is_counted
FROM (SELECT corridor, feed, min("from") AS "from", max(through) AS through FROM coverage GROUP BY ALL) AS held
JOIN corridors USING (corridor)
LEFT JOIN (
    -- Of counts the days that coverage states: to look at each of millions would take seconds.
    SELECT corridor, feed, min(greatest(exposed."from", a."from")) AS "from", max(least(exposed.through, a.through)) AS through
    FROM (
        SELECT corridor, feed, "from", through FROM complete_patrol_days WHERE participants = 'joint'
        UNION ALL SELECT corridor, feed, "from", through FROM coverage WHERE "table" = 'exposure'
        UNION ALL SELECT corridor, lent.feed, "from", through
        FROM coverage JOIN lent_exposure AS lent USING (corridor) WHERE "table" = 'exposure' AND coverage.feed = lender
    ) AS exposed JOIN complete_attack_days AS a USING (corridor, feed)
    WHERE attacked = 'targets' AND greatest(exposed."from", a."from") <= least(exposed.through, a.through)
    GROUP BY ALL
) AS rates ON rates.feed = held.feed AND rates.corridor = held.corridor
ORDER BY patrols DESC, corridor, feed
