-- One row for each named place on the route: place, km, lat, lon, the stretch within $near_km of it (km_from, km_to; empty
-- at an end of the corridor), and the incidents on that stretch in the chosen days, at the chosen targets.
-- If no place is named, the places of incidents are used instead, those with most incidents, at most $places_shown, each at
-- the point with most of its incidents. Incidents are summed by kilometre before they are joined with the places: a million
-- incidents make a few hundred sums.
WITH found AS NOT MATERIALIZED (
    SELECT place, km, lat, lon, geo_precision, incidents
    FROM incidents_placed($feed, $corridor, 'all', $from_day, $to_day)
    WHERE km IS NOT NULL AND ($target = 'any' OR target = $target)
      AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
),
sums AS (SELECT km, sum(incidents) AS incidents FROM found GROUP BY km),
named AS (
    SELECT place, km, lat, lon FROM places_on_corridors JOIN places USING (place) WHERE corridor = $corridor
    UNION ALL
    (SELECT place, first(km ORDER BY points.incidents DESC, km, lat, lon), first(lat ORDER BY points.incidents DESC, km, lat, lon),
        first(lon ORDER BY points.incidents DESC, km, lat, lon)
     FROM (
        SELECT place, km, lat, lon, sum(incidents) AS incidents FROM found
        WHERE place IS NOT NULL AND radius_km(geo_precision) IS NOT NULL
          AND NOT EXISTS (FROM places_on_corridors WHERE corridor = $corridor)
        GROUP BY place, km, lat, lon
     ) AS points
     GROUP BY place ORDER BY sum(points.incidents) DESC, place LIMIT $places_shown)
),
narrowed AS (
    SELECT named.*,
        CASE WHEN km - $near_km > corridors.km_from THEN round(km - $near_km, 1) END AS km_from,
        CASE WHEN km + $near_km < corridors.km_to THEN round(km + $near_km, 1) END AS km_to
    FROM named, corridors WHERE corridor = $corridor
)
SELECT narrowed.*, coalesce((
    SELECT sum(incidents) FROM sums WHERE is_on_stretch(sums.km, narrowed.km_from, narrowed.km_to)
), 0)::INTEGER AS incidents
FROM narrowed ORDER BY km, place
