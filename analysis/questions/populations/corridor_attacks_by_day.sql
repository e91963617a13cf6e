-- One row for each pair of first and last day (date, date_end) of attacks recorded on the corridor, with their number
-- (records).
SELECT date, date_end, attacks AS records
FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $first, $last)
