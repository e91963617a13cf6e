-- One row for each point at which incidents of the corridor are recorded in the chosen days, at the chosen targets, and how
-- nearly it is known, most incidents first, $points_shown at most: place (the first, where several names stand for it), lat, lon,
-- km, geo_precision, radius_km (empty: known less nearly than a point of the route), incidents, attacks (of the chosen
-- verifications), of these on_targets, attacks_in_doubt (not counted by the chosen verifications and sources), of these
-- on_targets_in_doubt, points, how many such points there are, and what editors corrected in the
-- incidents (corrected).
SELECT min(place) AS place, lat, lon, min(km) AS km, geo_precision, radius_km(geo_precision) AS radius_km,
    count(*)::INTEGER AS incidents,
    count(*) FILTER (is_violent(kind) AND is_counted($verifications, $sources, verification, source_choices))::INTEGER AS attacks,
    count(*) FILTER (is_violent(kind) AND target = exposed_target($corridor) AND is_counted($verifications, $sources, verification, source_choices))::INTEGER
        AS on_targets,
    count(*) FILTER (is_violent(kind) AND NOT is_counted($verifications, $sources, verification, source_choices))::INTEGER
        AS attacks_in_doubt,
    count(*) FILTER (is_violent(kind) AND target = exposed_target($corridor) AND NOT is_counted($verifications, $sources, verification, source_choices))::INTEGER
        AS on_targets_in_doubt,
    (count(*) OVER ())::INTEGER AS points, string_agg(corrected, '; ' ORDER BY corrected) FILTER (corrected IS NOT NULL) AS corrected
FROM incidents_with_source_choices
WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
  AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
GROUP BY lat, lon, geo_precision
ORDER BY incidents DESC, lat, lon LIMIT $points_shown
