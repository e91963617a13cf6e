-- One row: the chosen days (start, end) and corridor_attacks, every attack recorded on the corridor all of whose possible days lie
-- in them, whatever its target: recorded, which need not be all that happened.
SELECT $from_day::DATE AS start, $to_day::DATE AS "end",
    (SELECT count(*) FROM corridor_attacks($feed, $corridor, $verifications, $sources, $count_by, $from_day, $to_day))::INTEGER AS corridor_attacks
