-- One row for each first and last day of the incidents that records_incidents.sql lists on a corridor, on no stretch in particular and
-- with any words (date, date_end), and how many they are (records).
SELECT date, date_end, sum(incidents) AS records
FROM incident_counts
WHERE feed = $feed AND corridor = $corridor AND ($target = 'any' OR target = $target)
  AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
GROUP BY date, date_end
