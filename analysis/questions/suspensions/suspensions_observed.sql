-- One row for each suspension known on the as-of day that touches the chosen days, with what was announced: suspension_id,
-- announced_on, announced_by, start, end, is_open, days_during (the days strictly between start and end, or up to the as-of
-- day), days_before_announced (those of them before its announcement).
-- And with what was observed: last_patrol, the last one of known day up to the start; lag_days, from the announcement to it
-- (negative if it ran earlier); patrols_during, those of known day; patrols_before_announced, those of them that ran before
-- it was announced; patrols_that_may, those without a known day that may have run during it; kept, whether none of known day
-- ran during it from the day of its announcement on.
-- last_patrol, patrols and kept are empty if not all patrols are held for the days in question; but a single recorded patrol
-- is enough to break it.
WITH held AS (  -- one row, also where no span of days is held
    SELECT list(span) AS spans FROM complete_patrols($feed, $corridor, $participants) AS span
),
announced AS (
    SELECT suspension_id, announced_on, announced_by, start, CASE WHEN "end" <= $to_day THEN "end" END AS "end",
        least(coalesce("end" - 1, $to_day), $to_day) AS last_during, greatest(start + 1, announced_on) AS first_bound,
        least(first_bound - 1, last_during) AS last_unbound
    FROM suspensions
    WHERE feed = $feed AND corridor = $corridor AND start <= $to_day AND coalesce("end" >= $from_day, true)
      AND coalesce(announced_on <= $to_day, true)
),
observed AS (
    SELECT announced.*, max(date) FILTER (date_precision = 'day' AND date <= start AND are_held(date, start, spans)) AS ran_last,
        count(*) FILTER (date_precision = 'day' AND date > start AND date <= last_during) AS ran_during,
        count(*) FILTER (date_precision = 'day' AND date > start AND date <= last_unbound) AS ran_unbound,
        count(*) FILTER (date_precision = 'day' AND date BETWEEN first_bound AND last_during) AS ran_bound,
        count(patrol_id) FILTER (date_precision <> 'day' AND coalesce(date_end > start, true)
            AND coalesce(date <= last_during, true) AND last_during > start) AS may_have_run,
        are_held(start, start, spans) AS start_is_held, are_held(start + 1, last_during, spans) AS is_held,
        are_held(start + 1, last_unbound, spans) AS unbound_is_held, are_held(first_bound, last_during, spans) AS bound_is_held
    FROM announced CROSS JOIN held LEFT JOIN patrols_run($feed, $corridor, $participants) ON true
    GROUP BY ALL
)
SELECT suspension_id, announced_on, announced_by, start, "end", "end" IS NULL AS is_open,
    greatest(last_during - start, 0)::INTEGER AS days_during, greatest(last_unbound - start, 0)::INTEGER AS days_before_announced,
    CASE WHEN start_is_held THEN ran_last END AS last_patrol,
    CASE WHEN start_is_held THEN (ran_last - announced_on)::INTEGER END AS lag_days,
    CASE WHEN is_held OR ran_during > 0 OR last_during <= start THEN ran_during::INTEGER END AS patrols_during,
    CASE WHEN unbound_is_held OR ran_unbound > 0 OR last_unbound <= start THEN ran_unbound::INTEGER END AS patrols_before_announced,
    may_have_run::INTEGER AS patrols_that_may,
    CASE WHEN last_during < first_bound THEN NULL WHEN ran_bound > 0 THEN false WHEN bound_is_held THEN true END AS kept
FROM observed
ORDER BY start, suspension_id
