-- One row for each period of the chosen days: start, end, covered (full, part, none), the patrols of known day that were run
-- in it, how many of them were attacked, and the attacks on them or tied to no patrol whose possible days all lie in it. All
-- three are empty where no day of it has a rate.
WITH run AS (
    SELECT period_start(date, $grain) AS start, count(*)::INTEGER AS patrols,
        count(*) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER AS attacked
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day) GROUP BY start
),
struck AS (
    SELECT period_start(date, $grain) AS start, count(*)::INTEGER AS attacks
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $from_day, $to_day)
    WHERE date_end <= period_end(period_start(date, $grain), $grain)
    GROUP BY start
)
SELECT periods.start, periods."end", covered,
    CASE WHEN covered <> 'none' THEN coalesce(patrols, 0) END AS patrols,
    CASE WHEN covered <> 'none' THEN coalesce(attacked, 0) END AS attacked,
    CASE WHEN covered <> 'none' THEN coalesce(attacks, 0) END AS attacks
FROM periods($from_day, $to_day, $grain, (SELECT list(held) FROM complete_rates($feed, $corridor, $participants) AS held)) AS periods
LEFT JOIN run USING (start) LEFT JOIN struck USING (start)
ORDER BY start
