-- One row for each patrol that was known at most $lag_days days after its own, by $basis.
SELECT record_id FROM records_with_lag($feed, $corridor, $participants, $last)
WHERE "table" = 'patrols' AND basis = $basis AND lag_days <= $lag_days
