-- One row for each patrol known at most $lag_days days after its day, by $basis.
SELECT record_id FROM records_with_lag($feed, $corridor, $participants, $last)
WHERE "table" = 'patrols' AND basis = $basis AND lag_days <= $lag_days
