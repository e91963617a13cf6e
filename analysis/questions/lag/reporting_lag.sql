-- One row for each basis, table and lag: basis, which defines when a record became known (releases: with the first release
-- that has it; sources: with the first dated document on or after its day), table, lag_days (from the record's day until
-- then) and records, the records of known day up to the as-of day for which this is known.
SELECT basis, "table", lag_days::INTEGER AS lag_days, count(*)::INTEGER AS records
FROM records_with_lag($feed, $corridor, $participants, $to_day)
GROUP BY ALL
ORDER BY basis, "table" DESC, lag_days
