-- One row for each stretch of the corridor between two of the kilometres $edges, from its first end: stretch (its ordinal),
-- km_from, km_to; patrols, those counted that drove it; attacks, those on patrols that it holds; recorded, every attack on the
-- corridor that counts, whatever the target, that it holds. Patrols and attacks are empty where no rate exists.
-- Attacks whose place is known less nearly than $stretch_km stand on none, nor do attacks on patrols of unknown reach.
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
-- Attacks are summed by kilometre before they meet the stretches.
struck AS (
    SELECT km, count(*) AS attacks
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km) AND is_within_reach(patrol_id)
    GROUP BY km
),
every AS (
    SELECT km, count(*) AS attacks
    FROM corridor_attacks($feed, $corridor, $verifications, $sources, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
    GROUP BY km
),
placed AS (
    SELECT stretch, sum(struck.attacks) AS attacks, sum(every.attacks) AS recorded
    FROM every LEFT JOIN struck USING (km) JOIN stretches ON is_on_stretch(km, first_km, before_km)
    GROUP BY stretch
),
held AS (
    SELECT count(*) > 0 AS is_held
    FROM complete_rates($feed, $corridor, $participants) WHERE "from" <= $to_day AND through >= $from_day
)
SELECT stretch, first_km AS km_from, last_km AS km_to,
    CASE WHEN is_held THEN coalesce(patrols, 0) END::INTEGER AS patrols,
    CASE WHEN is_held THEN coalesce(attacks, 0) END::INTEGER AS attacks,
    coalesce(recorded, 0)::INTEGER AS recorded
FROM stretches CROSS JOIN held LEFT JOIN driven USING (stretch) LEFT JOIN placed USING (stretch)
ORDER BY stretch
