-- One row for each side that the losses of an incident are known or disputed for.
SELECT side, killed_low, killed_best, killed_high, wounded_low, wounded_best, wounded_high
FROM casualties WHERE incident_id = $record_id ORDER BY side
