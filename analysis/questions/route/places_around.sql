-- One row for each named place within a degree of recorded incidents of the corridor, or of where the first of them would
-- lie: place, km, lat, lon, km_from, km_to (all three kilometres are empty, since no route is drawn), incidents (with that
-- place name, on the chosen days).
WITH found AS (
    SELECT place, lat, lon FROM incidents
    WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
edges AS (SELECT min(lat) - 1 AS south, max(lat) + 1 AS north, min(lon) - 1 AS west, max(lon) + 1 AS east FROM found)
SELECT place, NULL::DOUBLE AS km, lat, lon, NULL::DOUBLE AS km_from, NULL::DOUBLE AS km_to,
    (SELECT count(*) FROM found WHERE found.place = places.place)::INTEGER AS incidents
FROM places, edges WHERE lat BETWEEN south AND north AND lon BETWEEN west AND east
ORDER BY incidents DESC, place LIMIT $places_shown
