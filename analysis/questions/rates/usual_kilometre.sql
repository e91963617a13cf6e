-- One row: the least kilometre at which an attack on a patrol counted is recorded on the chosen days, to within 5 km, or else the
-- middle of the corridor; empty if the corridor has no kilometres.
SELECT coalesce((
    SELECT min(km) FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
    WHERE radius_km(geo_precision) IS NOT NULL AND km BETWEEN corridors.km_from AND corridors.km_to
), round((km_from + km_to) / 2, 1)) AS km
FROM corridors WHERE corridor = $corridor AND km_to > km_from
