-- One row: what a reader of the numbers must know, as counts over the chosen corridor, feed and days:
-- patrols_without_day, patrols_with_one_source, patrols, attacks_with_one_source, attacks, attacks_left_out (by the chosen verifications), attacks_without_day, attacks_tied_to_no_patrol, and the days of complete coverage, with data_through,
-- the last day that any coverage of the corridor reaches, and lag_days.
WITH run AS (
    FROM patrols_run($feed, $corridor, $participants)
    WHERE coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
struck AS (
    FROM attacks
    WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
counted AS (FROM struck WHERE list_contains($verifications, verification)),
held AS (FROM coverage WHERE feed = $feed AND corridor = $corridor)
SELECT
    (SELECT count(*)::INTEGER FROM run) AS patrols,
    (SELECT count(*)::INTEGER FROM run WHERE date_precision <> 'day') AS patrols_without_day,
    (SELECT count(*)::INTEGER FROM run WHERE len(source_ids) = 1) AS patrols_with_one_source,
    (SELECT count(*)::INTEGER FROM counted) AS attacks,
    (SELECT count(*)::INTEGER FROM counted WHERE len(source_ids) = 1) AS attacks_with_one_source,
    (SELECT count(*)::INTEGER FROM counted WHERE date_precision <> 'day') AS attacks_without_day,
    (SELECT count(*)::INTEGER FROM counted WHERE target = 'patrol' AND patrol_id IS NULL) AS attacks_tied_to_no_patrol,
    (SELECT count(*)::INTEGER FROM struck WHERE NOT list_contains($verifications, verification)) AS attacks_left_out,
    (SELECT "from" FROM complete_rates($feed, $corridor, $participants)) AS complete_from,
    (SELECT through FROM complete_rates($feed, $corridor, $participants)) AS complete_through,
    (SELECT max(through) FROM held) AS data_through,
    (SELECT max(lag_days)::INTEGER FROM held WHERE complete) AS lag_days
