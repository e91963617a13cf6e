-- One row of counts that qualify the numbers for the chosen corridor, feed and days.
-- Patrols: patrols, patrols_without_day, patrols_attack_unknown (their log does not say whether they were attacked, and no
-- attack on them counts), patrols_with_one_source, patrols_without_source (no document reports them).
-- Attacks: attacks (of the chosen verifications and sources, with all possible days chosen), attacks_with_one_source,
-- attacks_without_source, attacks_without_day (they may lie on these days), attacks_tied_to_no_patrol, attacks_tied_by_day
-- (see ties.sql), attacks_left_out (by the chosen verifications), attacks_reported_by_others (left out only by the chosen
-- sources); incidents_of_unknown_kind, which are not attacks.
-- Coverage: complete, the spans of days for which rates exist (from, through), oldest first, empty if there are none;
-- data_through, the last day that any coverage of the corridor reaches; complete_means, what coverage says about attacks
-- that are held completely. records_reviewed: the patrols and incidents of these days that editors corrected, withdrew or
-- linked.
WITH ran AS (
    SELECT count(*)::INTEGER AS patrols,
        count(*) FILTER (date_precision <> 'day')::INTEGER AS patrols_without_day,
        count(*) FILTER (attack_unknown AND patrol_id NOT IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER
            AS patrols_attack_unknown,
        count(*) FILTER (documents = 1)::INTEGER AS patrols_with_one_source,
        count(*) FILTER (documents IS NULL)::INTEGER AS patrols_without_source
    FROM patrols_run($feed, $corridor, $participants) LEFT JOIN (
        SELECT record_id AS patrol_id, count(*) AS documents FROM reporting_documents WHERE "table" = 'patrols' GROUP BY record_id
    ) USING (patrol_id)
    WHERE coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
attacks_of_days AS (
    SELECT *, list_contains($verifications, verification) AS is_verified,
        is_counted($verifications, $sources, verification, source_choices) AS is_reported,
        is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier) AS is_counted,
        is_counted AND date >= $from_day AND date_end <= $to_day AS is_within
    FROM attack_counts
    WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
counted AS (
    SELECT count_sum(attacks, is_within) AS attacks,
        count_sum(attacks, is_within AND documents = 1) AS attacks_with_one_source,
        count_sum(attacks, is_within AND coalesce(documents, 0) = 0) AS attacks_without_source,
        count_sum(attacks, is_counted AND date_precision <> 'day') AS attacks_without_day,
        count_sum(attacks, is_counted AND target = 'patrol' AND patrol_id IS NULL) AS attacks_tied_to_no_patrol,
        count_sum(attacks, NOT is_verified) AS attacks_left_out,
        count_sum(attacks, is_verified AND NOT is_reported) AS attacks_reported_by_others
    FROM attacks_of_days
),
tied AS (
    SELECT count(*)::INTEGER AS attacks_tied_by_day
    FROM attacks_on_exposed
    WHERE feed = $feed AND corridor = $corridor AND $target IN ('any', target) AND date BETWEEN $from_day AND $to_day
      AND is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier)
      AND incident_id IN (SELECT incident_id FROM tied_by_day)
),
unknown AS (
    SELECT count_sum(incidents, true) AS incidents_of_unknown_kind
    FROM incident_counts
    WHERE feed = $feed AND corridor = $corridor AND kind = 'unknown'
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
held AS (
    SELECT max(through) AS data_through,
        string_agg(note, ' ' ORDER BY scope, "from") FILTER (complete AND "table" = 'incidents' AND scope IN ('patrol', 'any'))
            AS complete_means
    FROM coverage WHERE feed = $feed AND corridor = $corridor
),
decided AS (
    SELECT "table", unnest([record_id, other_id]) AS record_id FROM review_entries SEMI JOIN applied USING (entry)
    WHERE action IN ('change', 'withdraw', 'link')
),
reviewed AS (
    SELECT count(DISTINCT record_id)::INTEGER AS records_reviewed
    FROM decided JOIN (
        SELECT 'patrols' AS "table", patrol_id AS record_id, feed, corridor, date, date_end FROM ever.patrols
        UNION ALL SELECT 'incidents', incident_id, feed, corridor, date, date_end FROM ever.incidents
    ) USING ("table", record_id)
    WHERE feed = $feed AND corridor = $corridor AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
)
SELECT ran.*, counted.*, tied.*, unknown.*, held.*, reviewed.*,
    (SELECT list(span ORDER BY span."from") FROM complete_rates($feed, $corridor, $participants) AS span) AS complete
FROM ran, counted, tied, unknown, held, reviewed
