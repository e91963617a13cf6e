-- One row for each corridor and feed that the release covers: the days of any coverage (from, through), the days of complete
-- coverage if there is any (complete_from to complete_through, possibly with gaps), the kilometres of the corridor's ends if
-- it has any, the number of patrols, whether an episode of more than one attack is known on it, whether an official is known
-- to report one, whether its exposure is counted, and the days of its longest count of more than one day (longest_count).
-- A count that extends beyond the complete days is not part of them. Corridors with most patrols come first, and the feeds
-- of a corridor that have rates.
WITH exposed AS (
    -- For counts, use the days that coverage states: scanning millions of counts would take seconds.
    SELECT corridor, feed, "from", through FROM complete_patrol_days WHERE participants = 'joint'
    UNION ALL SELECT corridor, feed, "from", through FROM coverage WHERE "table" = 'exposure'
    UNION ALL SELECT corridor, lent.feed, "from", through
    FROM coverage JOIN lent_exposure AS lent USING (corridor) WHERE "table" = 'exposure' AND coverage.feed = lender
),
stated AS (
    SELECT corridor, feed, min(greatest(exposed."from", a."from")) AS "from", max(least(exposed.through, a.through)) AS through
    FROM exposed JOIN complete_attack_days AS a USING (corridor, feed)
    WHERE attacked = 'targets' AND greatest(exposed."from", a."from") <= least(exposed.through, a.through)
    GROUP BY ALL
),
long AS (
    SELECT corridor, feed, max(period_end - period_start + 1) AS longest_count,
        max(period_end) FILTER (period_start < "from" AND period_end >= "from") + 1 AS first_whole,
        min(period_start) FILTER (period_start <= through AND period_end > through) - 1 AS last_whole
    FROM counted_exposure JOIN stated USING (corridor, feed) WHERE period_end > period_start GROUP BY ALL
),
rates AS (
    SELECT corridor, feed, longest_count, coalesce(first_whole, "from") AS first_day, coalesce(last_whole, through) AS last_day,
        CASE WHEN first_day <= last_day THEN first_day ELSE "from" END AS "from", CASE WHEN first_day <= last_day THEN last_day ELSE through END AS through
    FROM stated LEFT JOIN long USING (corridor, feed)
)
SELECT corridors.corridor, title, coalesce(parties, []) AS parties, held.feed, held."from", held.through,
    rates."from" AS complete_from, rates.through AS complete_through,
    CASE WHEN km_to > km_from THEN km_from END AS km_from, CASE WHEN km_to > km_from THEN km_to END AS km_to,
    (SELECT count(*) FROM patrols WHERE patrols.corridor = held.corridor AND patrols.feed = held.feed) AS patrols,
    corridors.corridor IN (SELECT corridor FROM single_incidents SEMI JOIN episodes_continued USING (incident_id)) AS has_episodes,
    corridors.corridor IN (
        SELECT corridor FROM single_incidents JOIN incident_source_choices USING (incident_id) WHERE list_contains(source_choices, 'official')
    ) AS has_officials,
    corridors.unit IS NOT NULL AS is_counted, longest_count
FROM (SELECT corridor, feed, min("from") AS "from", max(through) AS through FROM coverage GROUP BY ALL) AS held
JOIN corridors USING (corridor)
LEFT JOIN rates ON rates.feed = held.feed AND rates.corridor = held.corridor
ORDER BY patrols DESC, corridor, complete_from IS NULL, feed
