-- Definitions shared by all questions. Parameter names begin with `the_`, so that they never hide a column.

-- The first and last day of the period that contains a day. Weeks are ISO weeks, Monday to Sunday.
CREATE MACRO period_start(the_day, the_grain) AS
    CASE the_grain WHEN 'day' THEN the_day::DATE ELSE date_trunc(the_grain, the_day)::DATE END;
CREATE MACRO period_end(the_start, the_grain) AS
    CASE the_grain WHEN 'day' THEN the_start WHEN 'week' THEN the_start + 6 ELSE last_day(the_start) END;

-- The sum of counts under a condition; of none it is 0.
CREATE MACRO count_sum(the_counts, the_condition) AS coalesce(sum(the_counts) FILTER (the_condition), 0)::INTEGER;

-- Patrols run on a corridor. `joint`: with all parties of the corridor.
CREATE MACRO patrols_run(the_feed, the_corridor, the_participants) AS TABLE
    FROM runs WHERE feed = the_feed AND corridor = the_corridor AND (is_joint OR the_participants = 'any');

-- Whether an attack counts, by its verification and by who reports it (see source_choices in derived.sql).
CREATE MACRO is_counted(the_verifications, the_sources, verification, source_choices) AS
    list_contains(the_verifications, verification) AND (the_sources = 'any' OR list_contains(source_choices, the_sources));

-- The target that an attack must have to be on what a corridor counts.
CREATE MACRO exposed_target(the_corridor) AS
    (SELECT CASE WHEN unit IS NULL THEN 'patrol' ELSE 'traffic' END FROM corridors WHERE corridor = the_corridor);

-- Whether a corridor has single patrols, so that there is a share of attacked ones.
CREATE MACRO holds_patrols(the_corridor) AS exposed_target(the_corridor) = 'patrol';

-- Whether an attack represents its episode, if episodes are counted: no earlier attack of the episode counts.
CREATE MACRO is_first(the_count_by, the_verifications, the_sources, earlier) AS
    the_count_by = 'attacks' OR earlier IS NULL OR len(list_filter(earlier, lambda other:
        is_counted(the_verifications, the_sources, other.verification, other.source_choices))) = 0;
-- The same where doubtful attacks are drawn beside certain ones: a certain one only follows certain ones, a doubtful one any.
CREATE MACRO is_first_drawn(the_count_by, the_sources, is_sure, earlier) AS
    CASE WHEN is_sure THEN is_first(the_count_by, ['confirmed', 'coded'], the_sources, earlier)
        ELSE is_first(the_count_by, ['confirmed', 'coded', 'disputed', 'unconfirmed'], 'any', earlier) END;

-- Whether an attack counts, or the episode that it begins.
CREATE MACRO is_counted_first(the_count_by, the_verifications, the_sources, verification, source_choices, earlier) AS
    is_counted(the_verifications, the_sources, verification, source_choices)
    AND is_first(the_count_by, the_verifications, the_sources, earlier);
-- Whether it does not, and is drawn as left out by the chosen verifications and sources.
CREATE MACRO is_drawn_left_out(the_count_by, the_verifications, the_sources, verification, source_choices, earlier) AS
    NOT is_counted(the_verifications, the_sources, verification, source_choices)
    AND is_first_drawn(the_count_by, the_sources, false, earlier);

-- The attacks that count and are tied to a patrol. Each makes its patrol an attacked one.
CREATE MACRO attacks_tied(the_feed, the_corridor, the_verifications, the_sources) AS TABLE
    FROM attacks_on_exposed
    WHERE feed = the_feed AND corridor = the_corridor AND patrol_id IS NOT NULL
      AND is_counted(the_verifications, the_sources, verification, source_choices);

-- The ids of the patrols hit by attacks that count.
CREATE MACRO patrols_attacked(the_feed, the_corridor, the_verifications, the_sources) AS TABLE
    SELECT DISTINCT patrol_id FROM attacks_tied(the_feed, the_corridor, the_verifications, the_sources);

-- Whether an attack on a patrol was on one of the chosen patrols, or may have been, since it is tied to none.
CREATE MACRO is_on_chosen(the_patrol_id, the_feed, the_corridor, the_participants) AS
    the_patrol_id IS NULL
    OR the_patrol_id IN (SELECT patrol_id FROM patrols_run(the_feed, the_corridor, the_participants));

-- One row for each completely held span of days (from, through), see derived.sql. Spans neither touch nor overlap.
CREATE MACRO complete_patrols(the_feed, the_corridor, the_participants) AS TABLE
    SELECT "from", through FROM complete_patrol_days
    WHERE feed = the_feed AND corridor = the_corridor AND participants = the_participants;
CREATE MACRO complete_rates(the_feed, the_corridor, the_participants) AS TABLE
    SELECT "from", through FROM complete_rate_days
    WHERE feed = the_feed AND corridor = the_corridor AND participants = the_participants;

-- Whether one of a list of such spans (NULL: none) contains all days of another span. A span that ends before it begins has no
-- days.
CREATE MACRO are_held(the_first, the_last, the_spans) AS
    coalesce(len(list_filter(the_spans, lambda span: span."from" <= the_first AND the_last <= span.through)) > 0, false);

-- Populations. Every number on a page is the count of one of these on some days, or is computed from such counts. The list of
-- records behind a number reads the same population (behind_*.sql), so the two cannot differ.

-- Patrols of known day run on these days, within the days that have rates; held_from: the start of their span.
CREATE MACRO patrols_counted(the_feed, the_corridor, the_participants, the_from, the_to) AS TABLE
    SELECT run.*, held."from" AS held_from
    FROM patrols_run(the_feed, the_corridor, the_participants) AS run,
        complete_rates(the_feed, the_corridor, the_participants) AS held
    WHERE date_precision = 'day' AND date BETWEEN greatest(the_from, held."from") AND least(the_to, held.through);

-- Those of them hit by attacks that count.
CREATE MACRO patrols_attacked_counted(the_feed, the_corridor, the_participants, the_verifications, the_sources, the_from, the_to)
AS TABLE
    FROM patrols_counted(the_feed, the_corridor, the_participants, the_from, the_to)
    WHERE patrol_id IN (FROM patrols_attacked(the_feed, the_corridor, the_verifications, the_sources));

-- Attacks on these patrols, or tied to no patrol, whose possible days are all within these days and within the days that have
-- rates: the events whose exposure is the patrols counted.
CREATE MACRO attacks_counted(the_feed, the_corridor, the_participants, the_verifications, the_sources, the_count_by, the_from, the_to)
AS TABLE
    SELECT attack.*
    FROM attacks_on_exposed AS attack, complete_rates(the_feed, the_corridor, the_participants) AS held
    WHERE feed = the_feed AND corridor = the_corridor
      AND is_counted_first(the_count_by, the_verifications, the_sources, verification, source_choices, earlier)
      AND date >= greatest(the_from, held."from") AND date_end <= least(the_to, held.through)
      AND (patrol_id IS NULL OR (patrol_is_joint OR the_participants = 'any')
        AND patrol_day BETWEEN greatest(the_from, held."from") AND least(the_to, held.through));

-- The counts of a corridor's exposure whose days are all within these days and within days for which attacks are held, and their
-- total in the unit (exposed). It is NULL unless they fill these days, since part of a count is unknown.
CREATE MACRO exposure_counted(the_feed, the_corridor, the_from, the_to) AS TABLE
    SELECT counts.*
    FROM counted_exposure AS counts JOIN complete_attack_days AS held USING (feed, corridor)
    WHERE feed = the_feed AND corridor = the_corridor AND attacked = 'targets'
      AND period_start >= greatest(the_from, held."from") AND period_end <= least(the_to, held.through);
CREATE MACRO exposure_of_days(the_feed, the_corridor, the_from, the_to) AS TABLE
    SELECT CASE WHEN sum(period_end - period_start + 1) = the_to - the_from + 1 THEN sum(count)::BIGINT END AS exposed
    FROM exposure_counted(the_feed, the_corridor, the_from, the_to);

-- Whether a patrol with this reach is part of the exposure of a rate: see patrols_exposed.
CREATE MACRO is_exposed(the_exposure, the_km, the_km_low, the_km_high) AS
    the_exposure = 'patrols' OR coalesce(the_km_high >= the_km_low AND (the_exposure = 'kilometres' OR the_km BETWEEN the_km_low AND the_km_high), false);

-- Those of the patrols counted that are the exposure of a rate, with the kilometres that each drove (km_driven; NULL if its
-- reach is unknown). patrols: all; kilometres: those of known reach; reached: those known to have reached kilometre the_km.
CREATE MACRO patrols_exposed(the_feed, the_corridor, the_participants, the_exposure, the_km, the_from, the_to) AS TABLE
    SELECT counted.*, km_high - km_low AS km_driven
    FROM patrols_counted(the_feed, the_corridor, the_participants, the_from, the_to) AS counted LEFT JOIN reaches USING (patrol_id)
    WHERE is_exposed(the_exposure, the_km, km_low, km_high);

-- The attacks counted whose exposure is these patrols. An attack tied to no patrol may have been on any of them, so it only
-- counts if all patrols do.
CREATE MACRO attacks_exposed(the_feed, the_corridor, the_participants, the_verifications, the_sources, the_count_by, the_exposure, the_km, the_from, the_to)
AS TABLE
    FROM attacks_counted(the_feed, the_corridor, the_participants, the_verifications, the_sources, the_count_by, the_from, the_to)
    WHERE the_exposure IN ('patrols', 'counted')
       OR patrol_id IN (SELECT patrol_id FROM reaches WHERE is_exposed(the_exposure, the_km, km_low, km_high));

-- The exposed patrols, numbered from 1 in running order; patrols of one day are ordered by number. held_from: the first day of
-- the span of complete days in which a patrol ran.
CREATE MACRO patrols_in_order(the_feed, the_corridor, the_participants, the_exposure, the_km, the_from, the_to) AS TABLE
    SELECT *, row_number() OVER (ORDER BY date, number NULLS LAST, patrol_id)::INTEGER AS ordinal
    FROM patrols_exposed(the_feed, the_corridor, the_participants, the_exposure, the_km, the_from, the_to);

-- The ids of obstructed patrols: they turned back, and an incident on them that is not an attack, such as a protest or a
-- roadblock, is recorded and counts. A patrol that was also attacked is in both counts.
CREATE MACRO patrols_obstructed(the_feed, the_corridor, the_verifications, the_sources) AS TABLE
    SELECT DISTINCT patrol_id
    FROM single_incidents_with_source_choices AS incident JOIN runs USING (patrol_id, feed, corridor)
    WHERE feed = the_feed AND corridor = the_corridor AND outcome = 'cut_short' AND target = 'patrol'
      AND NOT is_violent(kind) AND kind <> 'unknown' AND is_counted(the_verifications, the_sources, verification, source_choices);

-- Patrols of known day run on these days, as recorded; there may have been others.
CREATE MACRO patrols_recorded(the_feed, the_corridor, the_participants, the_from, the_to) AS TABLE
    FROM patrols_run(the_feed, the_corridor, the_participants) WHERE date_precision = 'day' AND date BETWEEN the_from AND the_to;

-- Patrols without a known day that may have run on these days; none if the span is empty.
CREATE MACRO patrols_without_day(the_feed, the_corridor, the_participants, the_from, the_to) AS TABLE
    FROM patrols_run(the_feed, the_corridor, the_participants)
    WHERE date_precision <> 'day' AND coalesce(date <= the_to, true) AND coalesce(date_end >= the_from, true)
      AND the_from <= the_to;

-- The same within the days that have rates, one row per span of these. With them, each period has a second value.
CREATE MACRO patrols_that_may(the_feed, the_corridor, the_participants, the_exposure, the_km, the_from, the_to) AS TABLE
    SELECT run.*, km_low, km_high, greatest(date, the_from, held."from") AS may_from, least(date_end, the_to, held.through) AS may_through
    FROM patrols_without_day(the_feed, the_corridor, the_participants, the_from, the_to) AS run LEFT JOIN reaches USING (patrol_id),
        complete_rates(the_feed, the_corridor, the_participants) AS held
    WHERE greatest(date, the_from, held."from") <= least(date_end, the_to, held.through)
      AND is_exposed(the_exposure, the_km, km_low, km_high);

-- One row for each count of the joint patrols that ran in the span of complete days around a day, up to that day. No rows if
-- there is no such span. Columns: counted_by, own, lowest and highest number, patrol_id (with the highest); numbers_left_out,
-- those in between of patrols outside the count (see numbers); from_first: number 1 is included and no joint patrol of the span
-- ran before it. In that case, total is the highest number, otherwise the number of numbers from lowest to highest, without
-- those left out. since: the first day from which patrols are in the total; held_from: the start of the span.
CREATE MACRO totals_of_counts(the_feed, the_corridor, the_to) AS TABLE
    WITH held AS (FROM complete_rates(the_feed, the_corridor, 'joint') WHERE the_to BETWEEN "from" AND through),
    run AS (
        SELECT run.date_end
        FROM patrols_run(the_feed, the_corridor, 'joint') AS run, held WHERE date >= held."from" AND date_end <= the_to
    ),
    ours AS (FROM numbers WHERE feed = the_feed AND corridor = the_corridor),
    stated AS (
        SELECT counted_by, own, min(number) AS lowest, max(number) AS highest, arg_max(patrol_id, number) AS patrol_id,
            arg_min(date, number) AS lowest_from, any_value(held."from") AS held_from
        FROM ours, held WHERE is_counted AND date >= held."from" AND date_end <= the_to
        GROUP BY counted_by, own
    ),
    left_out AS (
        SELECT counted_by, number FROM ours WHERE NOT is_counted EXCEPT SELECT counted_by, number FROM ours WHERE is_counted
    ),
    judged AS (
        SELECT *, lowest = 1 AND coalesce(lowest_from <= (SELECT min(date_end) FROM run), true) AS from_first,
            (SELECT count(*) FROM left_out
             WHERE left_out.counted_by = stated.counted_by AND number BETWEEN lowest AND highest)::INTEGER AS numbers_left_out
        FROM stated
    )
    SELECT *, (highest - lowest + 1 - numbers_left_out)::INTEGER AS total,
        CASE WHEN from_first THEN held_from ELSE lowest_from END AS since
    FROM judged;

-- The patrols of such a total: those that ran from its first day to the day, and others that the count numbers.
CREATE MACRO patrols_of_counts(the_feed, the_corridor, the_to) AS TABLE
    SELECT DISTINCT total.counted_by, runs.patrol_id
    FROM totals_of_counts(the_feed, the_corridor, the_to) AS total
    JOIN runs ON runs.feed = the_feed AND runs.corridor = the_corridor AND date >= since AND date_end <= the_to
    WHERE is_joint OR runs.patrol_id IN (
        SELECT numbers.patrol_id FROM numbers WHERE numbers.counted_by = total.counted_by AND is_counted);

-- Every attack on the corridor, whatever its target, whose possible days are all within these days; as recorded, so there may
-- have been others.
CREATE MACRO corridor_attacks(the_feed, the_corridor, the_verifications, the_sources, the_count_by, the_from, the_to) AS TABLE
    FROM attacks
    WHERE feed = the_feed AND corridor = the_corridor
      AND is_counted_first(the_count_by, the_verifications, the_sources, verification, source_choices, earlier)
      AND date >= the_from AND date_end <= the_to;

-- Incidents of a corridor, or sets of them of the same days and place, and their number (incidents). Those that do not touch the days may be
-- left out, and those of one period of the grain may be one set, of the days of a whole month or, if the grain is `all`, year, as in
-- placed.sql. Their kind is then attack, unknown or other.
CREATE MACRO incidents_placed(the_feed, the_corridor, the_grain, the_from, the_to) AS TABLE
    SELECT date, date_end, place, lat, lon, km, geo_precision, kind, target, verification, source_choices, earlier, corrected, 1 AS incidents
    FROM incidents_with_source_choices WHERE feed = the_feed AND corridor = the_corridor;

-- The same of the attacks on the corridor (attacks) by place.
CREATE MACRO corridor_attacks_placed(the_feed, the_corridor, the_verifications, the_sources, the_count_by, the_grain, the_from, the_to) AS TABLE
    SELECT * RENAME (incidents AS attacks) FROM incidents_placed(the_feed, the_corridor, the_grain, the_from, the_to)
    WHERE is_violent(kind)
      AND is_counted_first(the_count_by, the_verifications, the_sources, verification, source_choices, earlier)
      AND date >= the_from AND date_end <= the_to;

-- The same, counted (attacks) by first and last possible day. Many attacks share few days, so queries by day and period use
-- this.
CREATE MACRO corridor_attacks_by_day(the_feed, the_corridor, the_verifications, the_sources, the_count_by, the_from, the_to) AS TABLE
    SELECT date, date_end, sum(attacks) AS attacks
    FROM attack_counts
    WHERE feed = the_feed AND corridor = the_corridor
      AND is_counted_first(the_count_by, the_verifications, the_sources, verification, source_choices, earlier)
      AND date >= the_from AND date_end <= the_to
    GROUP BY date, date_end;

-- Stretches of a corridor. A stretch includes its first kilometre and not its last, so that each kilometre is on only one.
-- Without a last kilometre it ends where the corridor does. Without both no stretch is chosen, and everything is on it.
CREATE MACRO is_on_stretch(the_km, the_km_from, the_km_to) AS
    (the_km_from IS NULL AND the_km_to IS NULL)
    OR coalesce(the_km >= coalesce(the_km_from, the_km) AND (the_km_to IS NULL OR the_km < the_km_to), false);

-- Whether a run between two kilometres entered a stretch, even if it turned back there.
CREATE MACRO has_driven(the_km_low, the_km_high, the_km_from, the_km_to) AS
    (the_km_from IS NULL AND the_km_to IS NULL)
    OR coalesce(the_km_high >= coalesce(the_km_from, the_km_high) AND (the_km_to IS NULL OR the_km_low < the_km_to), false);

-- The maximum distance of an incident from its point along the route. NULL if its place is known less precisely; then it has no
-- meaningful kilometre.
CREATE MACRO radius_km(the_geo_precision) AS CASE the_geo_precision WHEN 'exact' THEN 1 WHEN 'near' THEN 5 END;

-- Whether an incident can be assigned to stretches of this length: its kilometre is known at least that precisely.
CREATE MACRO is_placed(the_km, the_geo_precision, the_stretch_km) AS
    the_km IS NOT NULL AND coalesce(2 * radius_km(the_geo_precision) <= the_stretch_km, false);

-- Whether an attack can be compared with the patrols that drove a stretch: its patrol is of known reach, or it is tied to none.
CREATE MACRO is_within_reach(the_patrol_id) AS the_patrol_id IS NULL OR the_patrol_id IN (SELECT patrol_id FROM reaches);

-- Patrols run by the chosen participants, and incidents that are not tied to other patrols, of known day up to a day, with the
-- days until they became known (lag_days) by one definition (basis). releases: until the release in which they first appeared,
-- only for records dated after the feed's first release of their table here, since earlier ones were loaded together. sources:
-- until the first document on or after their day.
CREATE MACRO records_with_lag(the_feed, the_corridor, the_participants, the_to) AS TABLE
    WITH held AS NOT MATERIALIZED (
        SELECT 'patrols' AS "table", patrol_id AS record_id, date, first_release
        FROM patrols_run(the_feed, the_corridor, the_participants) WHERE date_precision = 'day' AND date <= the_to
        UNION ALL
        SELECT 'incidents', incident_id, date, first_release FROM incidents
        WHERE feed = the_feed AND corridor = the_corridor AND date_precision = 'day' AND date <= the_to
          AND is_on_chosen(patrol_id, the_feed, the_corridor, the_participants)
    ),
    begun AS (
        SELECT "table", min(made_on) AS begun_on
        FROM (SELECT DISTINCT "table", first_release FROM held) JOIN releases ON release = first_release
        GROUP BY "table"
    )
    SELECT 'releases' AS basis, "table", record_id, made_on - date AS lag_days
    FROM held JOIN releases ON release = first_release JOIN begun USING ("table")
    WHERE date > begun_on AND made_on >= date
    UNION ALL
    SELECT 'sources', "table", record_id, min(sources.date) - held.date
    FROM held JOIN reporting_documents USING ("table", record_id) JOIN sources USING (source_id)
    WHERE sources.date >= held.date
    GROUP BY "table", record_id, held.date;

-- One row for each period that the days touch. `covered` says how much of it is within them and within the list of held spans
-- (NULL: nothing is complete): full, part, none.
CREATE MACRO periods(the_from, the_to, the_grain, the_spans) AS TABLE
    SELECT start, "end",
        CASE coalesce(list_sum(list_transform(spans, lambda span: greatest(0,
                least("end", the_to, span.through) - greatest(start, the_from, span."from") + 1))), 0)
            WHEN 0 THEN 'none' WHEN "end" - start + 1 THEN 'full' ELSE 'part'
        END AS covered
    FROM (
        SELECT step::DATE AS start, period_end(step::DATE, the_grain) AS "end"
        FROM generate_series(period_start(the_from, the_grain)::TIMESTAMP, the_to::TIMESTAMP,
            CASE the_grain WHEN 'day' THEN INTERVAL 1 DAY WHEN 'week' THEN INTERVAL 7 DAY ELSE INTERVAL 1 MONTH END
        ) AS steps(step)
    ), (SELECT the_spans AS spans); -- one use means planning it once

-- A text in lower case without accents, other marks and apostrophes; and the same as words with single spaces around them:
-- `Jisr al-Shughūr` becomes ` jisr al shughur `.
CREATE MACRO plain(the_text) AS replace(replace(strip_accents(lower(the_text)), '''', ''), '’', '');
CREATE MACRO fold(the_text) AS ' ' || regexp_replace(plain(the_text), '[^\p{L}\p{N}]+', ' ', 'g') || ' ';

-- Whether all terms occur in a text. Terms are folded; of the names of one place, separated by |, one is enough (see
-- terms_of_search.sql). The first macro looks for the first word of each term as plain letters, the second for whole words.
CREATE MACRO may_hold(the_terms, the_text) AS
    len(list_filter(the_terms, lambda term: len(list_filter(string_split(term, '|'),
        lambda name: contains(the_text, string_split(name, ' ')[1]))) = 0)) = 0;
CREATE MACRO holds(the_terms, the_text) AS
    len(list_filter(the_terms, lambda term: len(list_filter(string_split(term, '|'),
        lambda name: contains(the_text, ' ' || name || ' '))) = 0)) = 0;

-- The same for whole words only. Folding a text takes ten times as long as searching it, so it is done last: for texts that
-- contain the letters, but not as words between common punctuation.
CREATE MACRO is_found(the_terms, the_text) AS
    CASE WHEN len(the_terms) = 0 THEN true
        WHEN NOT may_hold(the_terms, plain(the_text)) THEN false
        WHEN holds(the_terms, ' ' || replace(replace(replace(plain(the_text), '.', ' '), ',', ' '), '-', ' ') || ' ') THEN true
        ELSE holds(the_terms, fold(the_text)) END;

-- The day that determines a record's position in a list: its first known possible day. Those without a day come last.
CREATE MACRO in_order(the_date, the_date_end) AS coalesce(the_date, the_date_end, DATE '9999-12-31');
