-- One row for each block of $block exposed patrols of known day in the chosen days, counted back from the last patrol,
-- newest first: block (1 is the newest; the oldest may have fewer patrols), first_ordinal and last_ordinal of its patrols in
-- running order, start and end (the days of the first and the last), patrols, how many of them were attacked, the attacks on
-- them, and the kilometres driven by those of known reach. Attacks tied to no patrol are in no block.
WITH run AS (
    SELECT *, ((max(ordinal) OVER () - ordinal) // $block + 1)::INTEGER AS block
    FROM patrols_in_order($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day)
),
counted_attacks AS (
    SELECT patrol_id, count(*) AS attacks
    FROM attacks_exposed($feed, $corridor, $participants, $verifications, $sources, $count_by, $exposure, $reached_km, $from_day, $to_day)
    WHERE patrol_id IS NOT NULL GROUP BY patrol_id
)
SELECT block, min(ordinal) AS first_ordinal, max(ordinal) AS last_ordinal, min(date) AS start, max(date) AS "end",
    count(*)::INTEGER AS patrols,
    count(*) FILTER (patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)))::INTEGER AS attacked,
    coalesce(sum(attacks), 0)::INTEGER AS attacks, round(sum(km_driven), 1) AS kilometres
FROM run LEFT JOIN counted_attacks USING (patrol_id)
GROUP BY block ORDER BY block
