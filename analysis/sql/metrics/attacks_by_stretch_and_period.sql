-- One row for each stretch between two of the kilometres $edges, and each period of grain $cell_grain in the chosen days, that hold
-- an attack on the corridor of the chosen verifications, whatever the target: stretch, start, end, km_from, km_to, attacks, of
-- these on_patrols. An attack is held by a period if all its possible days lie in it.
SELECT stretch, start, period_end(start, $cell_grain) AS "end", $edges[stretch] AS km_from, $edges[stretch + 1] AS km_to,
    count(*)::INTEGER AS attacks, count(*) FILTER (target = 'patrol')::INTEGER AS on_patrols
FROM (
    SELECT least(len(list_filter($edges, lambda edge: edge <= km)), len($edges) - 1)::INTEGER AS stretch,
        period_start(date, $cell_grain) AS start, date_end, target
    FROM corridor_attacks($feed, $corridor, $verifications, $sources, $from_day, $to_day)
    WHERE is_placed(km, geo_precision, $stretch_km)
) WHERE date_end <= period_end(start, $cell_grain)
GROUP BY stretch, start ORDER BY start, stretch
