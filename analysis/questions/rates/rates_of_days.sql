-- One row: the exposed patrols of known day in the days $first to $last, how many of them were attacked, the attacks on them
-- (or tied to no patrol, if all patrols are exposed), how many have a known reach, the kilometres that these drove, and how
-- many of the corridor's unit passed if counts fill these days (exposed). All are empty if none of these days has a rate.
WITH complete AS (
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $last AND through >= $first
),
run AS (
    SELECT count(*) AS patrols, count(km_driven) AS patrols_of_known_reach, sum(km_driven) AS kilometres,
        count(*) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))) AS attacked
    FROM patrols_exposed($feed, $corridor, $participants, $exposure, $reached_km, $first, $last)
)
SELECT $first::DATE AS start, $last::DATE AS "end",
    CASE WHEN EXISTS (FROM complete) AND holds_patrols($corridor) THEN patrols END::INTEGER AS patrols,
    CASE WHEN EXISTS (FROM complete) AND holds_patrols($corridor) THEN attacked END::INTEGER AS attacked,
    CASE WHEN EXISTS (FROM complete) THEN (
        SELECT count(*)
        FROM attacks_exposed($feed, $corridor, $participants, $verifications, $sources, $count_by, $exposure, $reached_km, $first, $last)
    ) END::INTEGER AS attacks,
    CASE WHEN EXISTS (FROM complete) AND holds_patrols($corridor) THEN patrols_of_known_reach END::INTEGER AS patrols_of_known_reach,
    CASE WHEN EXISTS (FROM complete) THEN round(kilometres, 1) END AS kilometres,
    CASE WHEN EXISTS (FROM complete) THEN (SELECT exposed FROM exposure_of_days($feed, $corridor, $first::DATE, $last::DATE)) END AS exposed
FROM run
