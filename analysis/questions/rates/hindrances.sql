-- One row for each way in which a patrol exposed on the chosen days may have been hindered, side by side: hindrance
-- (attacked; obstructed: see patrols_obstructed; attacked_and_cut_short: attacked and turned back; cut_short_otherwise:
-- turned back, neither attacked nor obstructed as far as recorded), the number of patrols hindered so, and the number of
-- all. Both are empty if no rate exists. A patrol may be in several rows.
WITH run AS (
    SELECT outcome = 'cut_short' AS is_cut_short,
        patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked,
        patrol_id IN (FROM patrols_obstructed($feed, $corridor, $verifications, $sources)) AS obstructed
    FROM patrols_exposed($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day)
),
summed AS (
    SELECT count(*) AS "of", count(*) FILTER (attacked) AS attacked, count(*) FILTER (obstructed) AS obstructed,
        count(*) FILTER (attacked AND is_cut_short) AS attacked_and_cut_short,
        count(*) FILTER (is_cut_short AND NOT attacked AND NOT obstructed) AS cut_short_otherwise,
        holds_patrols($corridor) AND (SELECT count(*) > 0 FROM complete_rates($feed, $corridor, $participants)
         WHERE "from" <= $to_day AND through >= $from_day) AS is_held
    FROM run
)
SELECT unnest(['attacked', 'obstructed', 'attacked_and_cut_short', 'cut_short_otherwise']) AS hindrance,
    CASE WHEN is_held THEN unnest([attacked, obstructed, attacked_and_cut_short, cut_short_otherwise]) END::INTEGER AS patrols,
    CASE WHEN is_held THEN "of" END::INTEGER AS "of"
FROM summed
