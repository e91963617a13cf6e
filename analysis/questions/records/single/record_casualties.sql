-- One row for each side of an incident whose casualties are known or disputed.
SELECT side, killed_low, killed_best, killed_high, wounded_low, wounded_best, wounded_high
FROM casualties WHERE incident_id = $record_id ORDER BY side
