-- One row for each period of the chosen days: start, end, covered (full, part, none: of attacks on targets), and the attacks
-- whose day is known to lie in it: on_targets, those on targets of the corridor (the chosen patrols, or what it counts) that
-- are confirmed or coded and reported by the chosen sources, including those tied to no patrol; on_targets_in_doubt, all
-- others on them; other, other attacks on the corridor of the chosen verifications and sources; other_in_doubt, those of
-- other verifications or sources.
-- Attacks on targets are empty outside complete coverage. Other attacks are those recorded: if not all of them are held, a
-- period without any is empty, not 0. Columns excluded by the chosen target are empty.
WITH chosen AS (SELECT patrol_id FROM patrols_run($feed, $corridor, $participants)),
-- One row, even if nothing is held: the days for which attacks on targets are complete, and those for which all attacks are.
held AS (
    SELECT list({'from': "from", 'through': through}) FILTER (attacked = 'targets') AS spans,
        list({'from': "from", 'through': through}) FILTER (attacked = 'any') AS any_spans
    FROM complete_attack_days WHERE feed = $feed AND corridor = $corridor
),
-- Sum attacks by day before joining them with patrols and periods.
recorded AS (
    SELECT date, date_end, patrol_id, target = exposed_target($corridor) AS is_on_target,
        is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier) AS counts,
        is_counted(['confirmed', 'coded'], $sources, verification, source_choices) AS is_sure,
        is_first_drawn($count_by, $sources, is_sure, earlier) AS begins,
        is_drawn_left_out($count_by, $verifications, $sources, verification, source_choices, earlier) AS is_left_out,
        sum(attacks) AS attacks
    FROM attack_counts
    WHERE feed = $feed AND corridor = $corridor
      AND ($target = 'any' OR target = $target)
      AND date >= $from_day AND date_end <= $to_day
    GROUP BY ALL
),
placed AS (
    SELECT period_start(date, $grain) AS start, counts, is_sure, begins, is_left_out,
        is_on_target AND (recorded.patrol_id IS NULL OR chosen.patrol_id IS NOT NULL) AS on_chosen,
        are_held(date, date_end, spans) AS is_held, attacks
    FROM recorded CROSS JOIN held
    LEFT JOIN chosen ON chosen.patrol_id = recorded.patrol_id
    WHERE date_end <= period_end(period_start(date, $grain), $grain)
),
counted AS (
    SELECT start,
        sum(attacks) FILTER (on_chosen AND is_held AND is_sure AND begins)::INTEGER AS on_targets,
        sum(attacks) FILTER (on_chosen AND is_held AND NOT is_sure AND begins)::INTEGER AS on_targets_in_doubt,
        sum(attacks) FILTER (NOT on_chosen AND counts)::INTEGER AS other,
        sum(attacks) FILTER (NOT on_chosen AND is_left_out)::INTEGER AS other_in_doubt
    FROM placed GROUP BY start
)
SELECT periods.start, periods."end", covered,
    CASE WHEN covered <> 'none' AND $target IN ('any', exposed_target($corridor)) THEN coalesce(on_targets, 0) END AS on_targets,
    CASE WHEN covered <> 'none' AND $target IN ('any', exposed_target($corridor)) THEN coalesce(on_targets_in_doubt, 0) END
        AS on_targets_in_doubt,
    CASE WHEN other > 0 OR ($target <> exposed_target($corridor)
        AND are_held(greatest(periods.start, $from_day), least(periods."end", $to_day), any_spans)) THEN coalesce(other, 0) END AS other,
    nullif(other_in_doubt, 0) AS other_in_doubt
FROM periods($from_day, $to_day, $grain, (SELECT spans FROM held)) AS periods
CROSS JOIN held
LEFT JOIN counted USING (start)
ORDER BY start
