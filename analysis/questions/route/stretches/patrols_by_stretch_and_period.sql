-- One row for each stretch between two of the kilometres $edges, and each period of grain $cell_grain in the chosen days, in
-- which a counted patrol of known reach drove the stretch: stretch, start, end, km_from, km_to, patrols.
SELECT stretch, start, period_end(start, $cell_grain) AS "end", $edges[stretch] AS km_from, $edges[stretch + 1] AS km_to,
    count(*)::INTEGER AS patrols
FROM (
    SELECT period_start(date, $cell_grain) AS start, km_low, km_high
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day) JOIN reaches USING (patrol_id)
), range(1, len($edges)) AS ordinals(ordinal), (SELECT ordinal::INTEGER AS stretch)
WHERE has_driven(km_low, km_high, $edges[stretch], CASE WHEN stretch + 1 < len($edges) THEN $edges[stretch + 1] END)
GROUP BY stretch, start ORDER BY start, stretch
