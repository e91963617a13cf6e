-- Column at fault: unit
-- For example transits and transit, ships and ship.
SELECT corridor AS record, concat_ws(', ', unit, unit_singular, targets, target_singular) AS detail
FROM corridors
WHERE unit IS NOT NULL AND (unit_singular IS NULL OR targets IS NULL OR target_singular IS NULL)
