-- One row for each pair of first and last day (date, date_end) of the incidents that records_incidents.sql lists on a
-- corridor, on any stretch and with any words, with their number (records).
SELECT date, date_end, sum(incidents) AS records
FROM incident_counts
WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
  AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
GROUP BY date, date_end
