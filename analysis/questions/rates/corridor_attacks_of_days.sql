-- One row: the chosen days (start, end) and corridor_attacks, every attack recorded on the corridor all of whose possible days lie
-- in them, whatever its target: recorded, which need not be all that happened.
SELECT $from_day::DATE AS start, $to_day::DATE AS "end",
    (SELECT count_sum(attacks, true) FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $from_day, $to_day)) AS corridor_attacks
