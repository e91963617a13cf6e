-- One row for each period of the chosen days: start, end, covered (full, part, none), the patrols of known day that ran in
-- it, how many of them were attacked, the patrols without a known day that may have run in it (patrols_that_may), and how
-- many of these were attacked. All are empty outside complete coverage.
WITH run AS (
    SELECT period_start(date, $grain) AS start, patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
),
counted AS (
    SELECT start, count(*)::INTEGER AS patrols, count(*) FILTER (attacked)::INTEGER AS attacked FROM run GROUP BY start
),
step AS (
    FROM periods($from_day, $to_day, $grain, (SELECT list(held) FROM complete_rates($feed, $corridor, $participants) AS held))
),
may AS (
    SELECT step.start, count(DISTINCT patrol_id)::INTEGER AS patrols_that_may,
        count(DISTINCT patrol_id) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER AS attacked_that_may
    FROM patrols_that_may($feed, $corridor, $participants, 'patrols', NULL, $from_day, $to_day)
    JOIN step ON may_from <= step."end" AND may_through >= step.start
    GROUP BY step.start
)
SELECT step.start, step."end", covered,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(patrols, 0) END AS patrols,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(attacked, 0) END AS attacked,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(patrols_that_may, 0) END AS patrols_that_may,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(attacked_that_may, 0) END AS attacked_that_may
FROM step LEFT JOIN counted USING (start) LEFT JOIN may USING (start)
ORDER BY start
