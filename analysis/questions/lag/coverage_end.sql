-- One row: data_through, the last day that any coverage of the corridor reaches; complete_through, the last day for which
-- rates exist, if any; lag_days, as stated by coverage.
SELECT max(through) AS data_through, (max(lag_days) FILTER (complete))::INTEGER AS lag_days,
    (SELECT max(through) FROM complete_rates($feed, $corridor, $participants)) AS complete_through
FROM coverage WHERE feed = $feed AND corridor = $corridor
