-- One row for each cell of a load that breaks a rule of the release: a number that another event has in the same count
-- (unless the record is already known with it), or a kilometre beyond the end of the corridor.
SELECT key, fate, reason,
    CASE WHEN "column" = 'km_to' AND e.km_to BETWEEN c.km_from AND c.km_to THEN 'km_from' ELSE "column" END AS "column", detail
FROM {cleared} JOIN {events} AS e ON key = e.{key} LEFT JOIN {corridors} AS c ON c.corridor = e.corridor
ANTI JOIN ({known}) AS known
    ON known.{key} = e.{key} AND known.withdrawn_release IS NULL AND known.number = e.extra_patrol_number AND "column" = 'number'
