-- One row for each period with attacks on the chosen patrols on known days for which not all of these attacks are held:
-- start, end, on_targets (confirmed or coded, and reported by the chosen sources), on_targets_in_doubt.
WITH chosen AS (SELECT patrol_id FROM patrols_run($feed, $corridor, $participants)),
held AS (
    SELECT list({'from': "from", 'through': through}) AS spans
    FROM complete_attack_days WHERE feed = $feed AND corridor = $corridor AND attacked = 'targets'
),
placed AS (
    SELECT period_start(date, $grain) AS start, date, date_end, attacks,
        is_counted(['confirmed', 'coded'], $sources, verification, source_choices) AS is_sure,
        is_first_drawn($count_by, $sources, is_sure, earlier) AS begins
    FROM attack_counts AS attack LEFT JOIN chosen USING (patrol_id)
    WHERE feed = $feed AND corridor = $corridor AND target = exposed_target($corridor) AND $target IN ('any', target)
      AND (attack.patrol_id IS NULL OR chosen.patrol_id IS NOT NULL)
      AND date >= $from_day AND date_end <= least($to_day, period_end(period_start(date, $grain), $grain))
)
SELECT start, period_end(start, $grain) AS "end", count_sum(attacks, is_sure) AS on_targets,
    count_sum(attacks, NOT is_sure) AS on_targets_in_doubt
FROM placed CROSS JOIN held
WHERE begins AND NOT coalesce(are_held(date, date_end, spans), false)
GROUP BY start ORDER BY start
