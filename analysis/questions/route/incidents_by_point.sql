-- One row for each point and precision with recorded incidents of the corridor in the chosen days, at the chosen targets,
-- points with most incidents first, at most $points_shown: place (the first if several names share the point), lat, lon, km,
-- geo_precision, radius_km (empty: less precise than a point of the route), incidents, attacks (of the chosen
-- verifications), on_targets (those of them on patrols), attacks_in_doubt (not counted by the chosen verifications and
-- sources), on_targets_in_doubt (those of them on patrols), points (the number of all such points), and what editors
-- corrected in the incidents (corrected).
SELECT min(place) AS place, lat, lon, min(km) AS km, geo_precision, radius_km(geo_precision) AS radius_km,
    count_sum(incidents, true) AS incidents,
    count_sum(incidents, is_attack AND is_counted) AS attacks,
    count_sum(incidents, is_attack AND is_counted AND is_on_target) AS on_targets,
    count_sum(incidents, is_attack AND NOT is_counted) AS attacks_in_doubt,
    count_sum(incidents, is_attack AND NOT is_counted AND is_on_target) AS on_targets_in_doubt,
    (count(*) OVER ())::INTEGER AS points, string_agg(corrected, '; ' ORDER BY corrected) FILTER (corrected IS NOT NULL) AS corrected
FROM (
    SELECT *, is_violent(kind) AS is_attack, target = exposed_target($corridor) AS is_on_target,
        is_counted($verifications, $sources, verification, source_choices) AS is_counted
    FROM incidents_placed($feed, $corridor, 'all', $from_day, $to_day)
    WHERE ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
)
GROUP BY lat, lon, geo_precision
ORDER BY incidents DESC, lat, lon, geo_precision LIMIT $points_shown
