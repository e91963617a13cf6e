-- One row: the lowest kilometre, known to within 5 km, of a recorded attack on a counted patrol in the chosen days, or else
-- the middle of the corridor; empty if the corridor has no kilometres.
SELECT coalesce((
    SELECT min(km) FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
    WHERE radius_km(geo_precision) IS NOT NULL AND km BETWEEN corridors.km_from AND corridors.km_to
), round((km_from + km_to) / 2, 1)) AS km
FROM corridors WHERE corridor = $corridor AND km_to > km_from
