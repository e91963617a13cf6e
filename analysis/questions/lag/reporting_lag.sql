-- One row for each way of telling when a record became known, each table and each lag: basis (releases: the release in which
-- it first stood; sources: the first dated document on or after its day), table, lag_days (from the record's day to then) and
-- records, of known day up to the as-of day, of which it is known.
SELECT basis, "table", lag_days::INTEGER AS lag_days, count(*)::INTEGER AS records
FROM records_with_lag($feed, $corridor, $participants, $to_day)
GROUP BY ALL
ORDER BY basis, "table" DESC, lag_days
