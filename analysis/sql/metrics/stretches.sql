-- One row for each stretch of the corridor between two of the kilometres $edges, from its first end: stretch (its ordinal),
-- km_from, km_to; patrols, those counted that drove it; attacks, those on patrols that it holds; recorded, every attack on the
-- corridor of the chosen verifications, whatever the target, that it holds. Patrols and attacks are empty where no rate exists.
-- Attacks whose place is known less nearly than $stretch_km stand on none, nor do attacks on patrols of unknown reach.
WITH stretches AS (
    SELECT ordinal::INTEGER AS stretch, $edges[ordinal] AS km_from, $edges[ordinal + 1] AS km_to,
        CASE WHEN ordinal + 1 < len($edges) THEN $edges[ordinal + 1] END AS before_km
    FROM range(1, len($edges)) AS ordinals(ordinal)
),
counted AS (
    SELECT km_low, km_high
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day) JOIN reaches USING (patrol_id)
),
-- Summed by kilometre before they meet the stretches.
struck AS (
    SELECT km, count(*) AS attacks
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km) AND is_within_reach(patrol_id)
    GROUP BY km
),
every AS (
    SELECT km, count(*) AS attacks
    FROM corridor_attacks($feed, $corridor, $verifications, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
    GROUP BY km
),
held AS (
    SELECT count(*) > 0 AS is_held
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day
)
SELECT stretch, km_from, km_to,
    CASE WHEN is_held THEN (SELECT count(*) FROM counted WHERE has_driven(km_low, km_high, stretches.km_from, before_km)) END::INTEGER
        AS patrols,
    CASE WHEN is_held THEN coalesce((SELECT sum(attacks) FROM struck WHERE is_on_stretch(km, stretches.km_from, before_km)), 0)
        END::INTEGER AS attacks,
    coalesce((SELECT sum(attacks) FROM every WHERE is_on_stretch(km, stretches.km_from, before_km)), 0)::INTEGER AS recorded
FROM stretches, held
ORDER BY stretch
