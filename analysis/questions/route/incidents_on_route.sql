-- One row for each incident of the corridor that happened, or may have happened, in the chosen days, at the chosen targets:
-- incident_id, date, date_end, date_precision, kind, attack (whether the kind is violent), target, verification, place, km,
-- geo_precision, radius_km (how far from its point it may have been; empty: too far to give a kilometre), and what editors
-- corrected in it (corrected).
SELECT incident_id, date, date_end, date_precision, kind, is_violent(kind) AS attack, target,
    verification, place, km, geo_precision, radius_km(geo_precision) AS radius_km, corrected
FROM incidents
WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
  AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
ORDER BY coalesce(date, date_end), incident_id
