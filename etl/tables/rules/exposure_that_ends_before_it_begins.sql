-- Column at fault: period_end
SELECT exposure_id AS record, period_start || ' to ' || period_end AS detail FROM exposure WHERE period_end < period_start
