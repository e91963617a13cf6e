-- One row for each incident of the corridor in the chosen days, at the chosen targets, that has no kilometre: incident_id, date,
-- date_end, date_precision, kind, target, verification, place, geo_precision, note.
SELECT incident_id, date, date_end, date_precision, kind, target, verification, place, geo_precision, note
FROM incidents
WHERE feed = $feed AND corridor = $corridor AND km IS NULL AND ($target = 'any' OR target = $target)
  AND coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
ORDER BY coalesce(date, date_end), incident_id
