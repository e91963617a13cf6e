-- One row for each period of the chosen days: start, end, covered (full, part, none), and the patrols of known day that
-- were run in it, with how many of them were attacked. Both are empty outside complete coverage.
WITH run AS (
    SELECT period_start(date, $grain) AS start, patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
),
counted AS (
    SELECT start, count(*)::INTEGER AS patrols, count(*) FILTER (attacked)::INTEGER AS attacked FROM run GROUP BY start
)
SELECT periods.start, periods."end", covered,
    CASE WHEN covered <> 'none' THEN coalesce(patrols, 0) END AS patrols,
    CASE WHEN covered <> 'none' THEN coalesce(attacked, 0) END AS attacked
FROM periods($from_day, $to_day, $grain, (SELECT list(held) FROM complete_rates($feed, $corridor, $participants) AS held)) AS periods
LEFT JOIN counted USING (start)
ORDER BY start
