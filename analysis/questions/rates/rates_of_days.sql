-- One row: the patrols of known day that were run in the days $first to $last, how many of them were attacked, and the attacks
-- on them or tied to no patrol; all three are empty where none of those days has a rate.
WITH complete AS (
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $last AND through >= $first
)
SELECT $first::DATE AS start, $last::DATE AS "end",
    CASE WHEN EXISTS (FROM complete)
        THEN (SELECT count(*) FROM patrols_counted($feed, $corridor, $participants, $first, $last)) END::INTEGER AS patrols,
    CASE WHEN EXISTS (FROM complete)
        THEN (SELECT count(*) FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $sources, $first, $last))
        END::INTEGER AS attacked,
    CASE WHEN EXISTS (FROM complete)
        THEN (SELECT count(*) FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $first, $last))
        END::INTEGER AS attacks
