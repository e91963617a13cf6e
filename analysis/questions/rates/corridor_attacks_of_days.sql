-- One row: the chosen days (start, end) and corridor_attacks, the attacks recorded on the corridor whose possible days all
-- lie in them, whatever their target. There may have been others.
SELECT $from_day::DATE AS start, $to_day::DATE AS "end",
    (SELECT count_sum(attacks, true) FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $from_day, $to_day)) AS corridor_attacks
