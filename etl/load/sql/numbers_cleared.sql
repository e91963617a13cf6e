-- One row for each event of a load whose number another has in the same count, but for those that are known with this number.
SELECT key, fate, reason, "column", detail
FROM {cleared} JOIN {events} AS e ON key = e.{key}
ANTI JOIN ({known}) AS known ON known.{key} = e.{key} AND known.withdrawn_release IS NULL AND known.number = e.extra_patrol_number
