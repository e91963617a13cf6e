-- One row, or none: the named place on the corridor nearest to a kilometre, at most one kilometre away.
SELECT place FROM places_on_corridors
WHERE corridor = $corridor AND abs(km - $reached_km) <= 1
ORDER BY abs(km - $reached_km), place LIMIT 1
