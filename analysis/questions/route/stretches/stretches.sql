-- One row for each stretch of the corridor between two of the kilometres $edges, from its first end: stretch (its ordinal),
-- km_from, km_to; patrols, the counted ones that drove it; attacks, those on these patrols that lie on it; recorded, all
-- attacks on the corridor that count and lie on it, whatever their target. Patrols and attacks are empty if no rate exists.
-- Counted patrols of unknown reach: patrols_of_unknown_reach, each of which may have driven the stretch;
-- attacks_of_unknown_reach, the attacks on them that lie on it. Including these: attacks_in_all, and how many patrols drove
-- it at least (patrols_least: of those of unknown reach only those attacked there) and at most (patrols_most: all of them).
-- Attacks whose place is known less precisely than $stretch_km are on no stretch, and neither are attacks on patrols of
-- unknown reach. attacks_on_any: all attacks on patrols that count, on a stretch or not.
WITH stretches AS (
    SELECT ordinal::INTEGER AS stretch, $edges[ordinal] AS first_km, $edges[ordinal + 1] AS last_km,
        CASE WHEN ordinal + 1 < len($edges) THEN $edges[ordinal + 1] END AS before_km
    FROM range(1, len($edges)) AS ordinals(ordinal)
),
driven AS (
    SELECT stretch, count(*) AS patrols
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day) JOIN reaches USING (patrol_id)
    JOIN stretches ON has_driven(km_low, km_high, first_km, before_km)
    GROUP BY stretch
),
-- Sum attacks by kilometre before joining them with the stretches.
counted_attacks AS (
    SELECT km, count(*) FILTER (is_within_reach(patrol_id)) AS attacks,
        count(*) FILTER (NOT is_within_reach(patrol_id)) AS of_unknown_reach,
        list(patrol_id) FILTER (NOT is_within_reach(patrol_id)) AS patrols_of_unknown_reach
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
    GROUP BY km
),
unknown AS (
    SELECT count(*) AS of_unknown FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
    WHERE patrol_id NOT IN (SELECT patrol_id FROM reaches)
),
every AS (
    SELECT km, sum(attacks) AS attacks
    FROM corridor_attacks_placed($feed, $corridor, $verifications, $sources, $count_by, 'all', $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
    GROUP BY km
),
placed AS (
    SELECT stretch, sum(counted_attacks.attacks) AS attacks, sum(every.attacks) AS recorded, sum(of_unknown_reach) AS of_unknown_reach,
        len(list_distinct(flatten(list(patrols_of_unknown_reach)))) AS attacked_here
    FROM every LEFT JOIN counted_attacks USING (km) JOIN stretches ON is_on_stretch(km, first_km, before_km)
    GROUP BY stretch
),
held AS (
    SELECT count(*) > 0 AS is_held
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day
)
SELECT stretch, first_km AS km_from, last_km AS km_to,
    CASE WHEN is_held THEN coalesce(patrols, 0) END::INTEGER AS patrols,
    CASE WHEN is_held THEN coalesce(attacks, 0) END::INTEGER AS attacks,
    coalesce(recorded, 0)::INTEGER AS recorded,
    CASE WHEN is_held THEN of_unknown END::INTEGER AS patrols_of_unknown_reach,
    CASE WHEN is_held THEN coalesce(of_unknown_reach, 0) END::INTEGER AS attacks_of_unknown_reach,
    CASE WHEN is_held THEN coalesce(attacks, 0) + coalesce(of_unknown_reach, 0) END::INTEGER AS attacks_in_all,
    CASE WHEN is_held THEN coalesce(patrols, 0) + coalesce(attacked_here, 0) END::INTEGER AS patrols_least,
    CASE WHEN is_held THEN coalesce(patrols, 0) + of_unknown END::INTEGER AS patrols_most,
    (SELECT count(*) FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day))::INTEGER
        AS attacks_on_any
FROM stretches CROSS JOIN held CROSS JOIN unknown LEFT JOIN driven USING (stretch) LEFT JOIN placed USING (stretch)
ORDER BY stretch
