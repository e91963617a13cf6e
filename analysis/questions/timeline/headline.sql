-- One row: the patrols of known day in the chosen days (patrols), how many of them were attacked, the attacks on patrols
-- that are tied to none of them (attacks_tied_to_none), and the patrols without such an attack whose log does not say
-- whether there was one (attack_unknown), all empty if none of these days is complete; the patrols without a known day that
-- may have run in them (patrols_without_day), and how many of these were attacked; the first and last patrol of known day up
-- to the as-of day; days_since_last_patrol, empty unless all patrols from then up to the as-of day are held.
WITH held AS (
    SELECT holds_patrols($corridor) AND count(*) > 0 AS has_rate
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day
),
known AS (
    SELECT count(*)::INTEGER AS patrols, count(*) FILTER (attacked)::INTEGER AS attacked,
        count(*) FILTER (attack_unknown AND NOT attacked)::INTEGER AS attack_unknown
    FROM (
        SELECT patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked, attack_unknown
        FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
    )
),
untied AS (
    SELECT count(*)::INTEGER AS attacks
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, 'attacks', $from_day, $to_day)
    WHERE patrol_id IS NULL
),
uncertain AS (
    SELECT count(*)::INTEGER AS patrols, count(*) FILTER (attacked)::INTEGER AS attacked
    FROM (
        SELECT patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked
        FROM patrols_without_day($feed, $corridor, $participants, $from_day, $to_day)
    )
),
span AS (
    SELECT min(date) AS first_patrol, max(date) AS last_patrol
    FROM patrols_run($feed, $corridor, $participants) WHERE date_precision = 'day' AND date <= $to_day
)
SELECT
    CASE WHEN has_rate THEN known.patrols END AS patrols,
    CASE WHEN has_rate THEN known.attacked END AS attacked,
    CASE WHEN has_rate THEN untied.attacks END AS attacks_tied_to_none,
    CASE WHEN has_rate THEN known.attack_unknown END AS attack_unknown,
    uncertain.patrols AS patrols_without_day,
    uncertain.attacked AS attacked_without_day,
    first_patrol, last_patrol,
    CASE WHEN EXISTS (FROM complete_patrols($feed, $corridor, $participants) WHERE "from" <= last_patrol AND through >= $to_day)
        THEN $to_day - last_patrol END AS days_since_last_patrol
FROM held, known, untied, uncertain, span
