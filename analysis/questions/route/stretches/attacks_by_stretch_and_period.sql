-- One row for each stretch between two of the kilometres $edges, and each period of grain $cell_grain in the chosen days,
-- with an attack on the corridor of the chosen verifications, whatever its target: stretch, start, end, km_from, km_to,
-- attacks, and on_targets, those of them on targets. An attack is in a period if all its possible days are.
WITH placed AS MATERIALIZED (
    SELECT km, date, date_end, sum(attacks) AS attacks, count_sum(attacks, target = exposed_target($corridor)) AS on_targets
    FROM corridor_attacks_placed($feed, $corridor, $verifications, $sources, $count_by, $cell_grain, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
    GROUP BY km, date, date_end
),
-- Many attacks share a kilometre and day, so each kilometre is assigned to its stretch once, and each day to its period.
kilometres AS (
    SELECT km, least(len(list_filter($edges, lambda edge: edge <= km)), len($edges) - 1)::INTEGER AS stretch
    FROM (SELECT DISTINCT km FROM placed)
),
by_day AS (
    SELECT stretch, date, date_end, sum(attacks) AS attacks, sum(on_targets) AS on_targets
    FROM placed JOIN kilometres USING (km)
    GROUP BY stretch, date, date_end
)
SELECT stretch, start, period_end(start, $cell_grain) AS "end", $edges[stretch] AS km_from, $edges[stretch + 1] AS km_to,
    sum(attacks)::INTEGER AS attacks, sum(on_targets)::INTEGER AS on_targets
FROM (SELECT *, period_start(date, $cell_grain) AS start FROM by_day)
WHERE date_end <= period_end(start, $cell_grain)
GROUP BY stretch, start ORDER BY start, stretch
