-- One row for each period of the chosen days: start, end, covered (full, part, none), the exposed patrols of known day, how
-- many of them were attacked, the attacks on them (or tied to no patrol, if all patrols are exposed) whose possible days all
-- lie in it, the kilometres driven by those of known reach, how many of the corridor's unit passed if that is counted
-- (exposed; empty unless counts fill the period), the patrols without a known day that may have run in it
-- (patrols_that_may), and how many of these were attacked. All are empty if no day of the period has a rate.
WITH run AS (
    SELECT period_start(date, $grain) AS start, count(*)::INTEGER AS patrols, round(sum(km_driven), 1) AS kilometres,
        count(*) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER AS attacked
    FROM patrols_exposed($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day) GROUP BY start
),
counted_attacks AS (
    SELECT period_start(date, $grain) AS start, count(*)::INTEGER AS attacks
    FROM attacks_exposed($feed, $corridor, $participants, $verifications, $sources, $count_by, $exposure, $reached_km, $from_day, $to_day)
    WHERE date_end <= period_end(period_start(date, $grain), $grain)
    GROUP BY start
),
counts AS (
    SELECT period_start(period_start, $grain) AS start, sum(count)::BIGINT AS exposed, sum(period_end - period_start + 1) AS days
    FROM exposure_counted($feed, $corridor, $from_day, $to_day)
    WHERE period_end <= period_end(period_start(period_start, $grain), $grain)
    GROUP BY start
),
step AS (
    FROM periods($from_day, $to_day, $grain, (SELECT list(held) FROM complete_rates($feed, $corridor, $participants) AS held))
),
may AS (
    SELECT step.start, count(DISTINCT patrol_id)::INTEGER AS patrols_that_may,
        count(DISTINCT patrol_id) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER AS attacked_that_may
    FROM patrols_that_may($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day)
    JOIN step ON may_from <= step."end" AND may_through >= step.start
    GROUP BY step.start
)
SELECT step.start, step."end", covered,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(patrols, 0) END AS patrols,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(attacked, 0) END AS attacked,
    CASE WHEN covered <> 'none' THEN coalesce(attacks, 0) END AS attacks,
    CASE WHEN covered <> 'none' THEN kilometres END AS kilometres,
    CASE WHEN covered <> 'none' AND days = step."end" - step.start + 1 THEN exposed END AS exposed,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(patrols_that_may, 0) END AS patrols_that_may,
    CASE WHEN covered <> 'none' AND holds_patrols($corridor) THEN coalesce(attacked_that_may, 0) END AS attacked_that_may
FROM step LEFT JOIN counts USING (start) LEFT JOIN run USING (start) LEFT JOIN counted_attacks USING (start) LEFT JOIN may USING (start)
ORDER BY start
