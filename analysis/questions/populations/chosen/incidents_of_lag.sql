-- One row for each incident known at most $lag_days days after its day, by $basis.
FROM incidents WHERE incident_id IN (
    SELECT record_id FROM records_with_lag($feed, $corridor, $participants, $last)
    WHERE "table" = 'incidents' AND basis = $basis AND lag_days <= $lag_days)
