-- One row for each first and last day of the attacks recorded on the corridor (date, date_end), and how many they are (records).
SELECT date, date_end, attacks AS records
FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $first, $last)
