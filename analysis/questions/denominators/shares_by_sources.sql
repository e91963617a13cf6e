-- One row for each choice of sources ($choices, in that order): sources, the patrols counted in the chosen days, and how
-- many of them were hit by attacks that count under this choice. Both numbers are empty outside complete coverage.
WITH asked AS (SELECT unnest($choices) AS sources, unnest(range(len($choices))) AS place),
counted AS (SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)),
counted_attacks AS (
    SELECT patrol_id, verification, source_choices FROM attacks_on_exposed JOIN counted USING (patrol_id)
    WHERE feed = $feed AND corridor = $corridor
),
attacked AS (
    SELECT sources, count(DISTINCT patrol_id)::INTEGER AS attacked
    FROM asked JOIN counted_attacks ON is_counted($verifications, asked.sources, verification, source_choices)
    GROUP BY sources
)
SELECT sources,
    CASE WHEN held THEN (SELECT count(*)::INTEGER FROM counted) END AS patrols,
    CASE WHEN held THEN coalesce(attacked, 0) END AS attacked
FROM asked LEFT JOIN attacked USING (sources), (
    SELECT count(*) > 0 AS held FROM complete_rates($feed, $corridor, $participants)
    WHERE "from" <= $to_day AND through >= $from_day
)
ORDER BY place
