-- One row for each attack counted by attacks_by_period.sql or uncovered_attacks.sql, oldest first, at most $most: start (of
-- its period), lane (the column that counts it), date, date_end, date_precision, kind, target, place, and what editors
-- corrected in it (corrected).
WITH chosen AS (SELECT patrol_id FROM patrols_run($feed, $corridor, $participants)),
placed AS (
    SELECT attacks.*, period_start(date, $grain) AS start,
        target = exposed_target($corridor) AND (attacks.patrol_id IS NULL OR chosen.patrol_id IS NOT NULL) AS is_on_target,
        is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier) AS counts,
        is_counted(['confirmed', 'coded'], $sources, verification, source_choices) AS is_sure,
        is_first_drawn($count_by, $sources, is_sure, earlier) AS begins,
        is_drawn_left_out($count_by, $verifications, $sources, verification, source_choices, earlier) AS is_left_out
    FROM attacks LEFT JOIN chosen USING (patrol_id)
    WHERE feed = $feed AND corridor = $corridor
      AND ($target = 'any' OR target = $target)
      AND date >= $from_day AND date_end <= least($to_day, period_end(period_start(date, $grain), $grain))
)
SELECT start,
    concat(if(is_on_target, 'on_targets', 'other'), if(CASE WHEN is_on_target THEN NOT is_sure ELSE is_left_out END, '_in_doubt', '')) AS lane,
    date, date_end, date_precision, kind, target, place, corrected
FROM placed
WHERE is_on_target AND begins OR NOT is_on_target AND (counts OR is_left_out)
ORDER BY date, incident_id LIMIT $most
