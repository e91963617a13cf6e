-- One row for each suspension known on the as-of day that touches the chosen days, and each of its windows: around (the
-- suspension and its window), suspension_id, side (what stops: exposure, attacks), "window" (before, during, after), its
-- first and last day, days, cut_by (what made it shorter than requested: coverage, chosen days, suspension, whole counts;
-- empty: nothing), patrols, attacked, exposed (how many of the unit passed, if that is counted), attacks_on_targets (the
-- populations of that name), attacks_on_cut_days (on the same targets, on the days that were cut off because only whole
-- counts are used) and corridor_attacks.
-- The day of the start belongs to the window before; the day of the end, on which patrols run again, to the one after. The
-- windows before and after have $window_days days, or as many as the suspension if that is empty. All are clipped to the
-- chosen days within complete coverage (to the span of it nearest to the suspension), and to the next suspension of the same
-- side.
-- If the exposure is counted, other lines go on sailing, so only a suspension by the same announcer cuts a window. Attacks
-- may also be stopped by others, but a pause of attacks that overlaps this one is in force on both sides of its start. A
-- window with no days left has no days and empty numbers.
WITH held AS (
    SELECT greatest("from", $from_day) AS "from", least(through, $to_day) AS through, "from" AS covered_from,
        through AS covered_through
    FROM complete_rates($feed, $corridor, $participants)
),
known AS (
    SELECT suspension_id, start, coalesce("end", DATE '9999-12-31') AS "end", coalesce(side, 'exposure') AS side, announced_by
    FROM suspensions
    WHERE feed = $feed AND corridor = $corridor AND start <= $to_day AND coalesce(announced_on <= $to_day, true)
),
alone AS ( -- with the days on which other suspensions let patrols run
    SELECT one.suspension_id, one.start, one."end", one.side, coalesce($window_days,
            greatest(least(one."end" - 1, $to_day) - one.start, 0))::INTEGER AS length,
        max(other."end") FILTER (other.start <= one.start) AS free_from,
        max(other."end") FILTER (other.start < one."end") AS free_again,
        min(other.start) FILTER (other.start >= one."end") AS free_through
    FROM known AS one LEFT JOIN known AS other ON other.suspension_id <> one.suspension_id AND other.side = one.side
        AND (holds_patrols($corridor) OR other.announced_by = one.announced_by
            OR one.side = 'attacks' AND (other."end" <= one.start OR other.start >= one."end"))
    WHERE one."end" >= $from_day
    GROUP BY ALL
),
asked AS (
    SELECT suspension_id, 1 AS place, 'before' AS "window", start - length + 1 AS first, start AS last, free_from,
        NULL::DATE AS free_through
    FROM alone
    UNION ALL SELECT suspension_id, 2, 'during', start + 1, least("end" - 1, $to_day), NULL, NULL FROM alone
    UNION ALL SELECT suspension_id, 3, 'after', "end", "end" + length - 1, free_again, free_through FROM alone
),
laid AS (
    SELECT asked.*, greatest(asked.first, free_from, held."from") AS starts,
        least(asked.last, asked.free_through, held.through) AS ends, concat_ws(', ',
            CASE WHEN free_from > asked.first OR asked.free_through < asked.last THEN 'suspension' END,
            CASE WHEN greatest(asked.first, free_from) < covered_from
                OR least(asked.last, asked.free_through) > covered_through THEN 'coverage' END,
            CASE WHEN greatest(asked.first, free_from, covered_from) < $from_day
                OR least(asked.last, asked.free_through, covered_through) > $to_day THEN 'chosen days' END
        ) AS cut_by, covered_from
    FROM asked, held
),
chosen AS (
    FROM laid QUALIFY row_number() OVER (PARTITION BY suspension_id, place ORDER BY starts <= ends DESC,
        CASE WHEN place = 1 THEN covered_from END DESC, covered_from) = 1
),
-- With counted exposure, a window has whole counts, if any.
windows AS (
    SELECT suspension_id, place, "window", coalesce(min(period_start), starts) AS starts, coalesce(max(period_end), ends) AS ends,
        concat_ws(', ', nullif(cut_by, ''),
            CASE WHEN min(period_start) > starts OR max(period_end) < ends THEN 'whole counts' END) AS cut_by,
        sum(count)::BIGINT AS exposed, chosen.starts AS uncut_starts, chosen.ends AS uncut_ends
    FROM chosen LEFT JOIN exposure_counted($feed, $corridor, $from_day, $to_day) ON period_start >= starts AND period_end <= ends
    GROUP BY suspension_id, place, "window", chosen.starts, chosen.ends, chosen.cut_by
),
events AS (
    SELECT date, date AS date_end, count(*) AS patrols,
        count(*) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))) AS attacked,
        0 AS on_targets, 0 AS on_corridor
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day) GROUP BY date
    UNION ALL
    SELECT least(date, patrol_day), greatest(date_end, patrol_day), 0, 0, count(*), 0
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
    GROUP BY ALL
    UNION ALL
    SELECT date, date_end, 0, 0, 0, attacks
    FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $from_day, $to_day)
),
counted AS (
    SELECT suspension_id, place, sum(patrols) FILTER (is_inside) AS patrols, sum(attacked) FILTER (is_inside) AS attacked,
        sum(on_targets) FILTER (is_inside) AS on_targets, sum(on_targets) FILTER (NOT is_inside) AS on_cut_days,
        sum(on_corridor) FILTER (is_inside) AS on_corridor
    FROM (
        SELECT *, events.date >= starts AND events.date_end <= ends AS is_inside
        FROM windows JOIN events ON events.date >= uncut_starts AND events.date_end <= uncut_ends
    )
    GROUP BY suspension_id, place
)
SELECT suspension_id || ', ' || "window" AS around, suspension_id, side, "window", CASE WHEN starts <= ends THEN starts END AS first,
    CASE WHEN starts <= ends THEN ends END AS last, greatest(ends - starts + 1, 0)::INTEGER AS days, cut_by,
    CASE WHEN starts <= ends AND holds_patrols($corridor) THEN coalesce(patrols, 0)::INTEGER END AS patrols,
    CASE WHEN starts <= ends AND holds_patrols($corridor) THEN coalesce(attacked, 0)::INTEGER END AS attacked,
    CASE WHEN starts <= ends THEN exposed END AS exposed,
    CASE WHEN starts <= ends THEN coalesce(on_targets, 0)::INTEGER END AS attacks_on_targets,
    CASE WHEN starts <= ends AND NOT holds_patrols($corridor) THEN coalesce(on_cut_days, 0)::INTEGER END AS attacks_on_cut_days,
    CASE WHEN starts <= ends THEN coalesce(on_corridor, 0)::INTEGER END AS corridor_attacks
FROM windows LEFT JOIN counted USING (suspension_id, place) JOIN alone USING (suspension_id)
ORDER BY alone.start, suspension_id, place
