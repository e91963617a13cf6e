-- One row for each period of the chosen days with a recorded attack on the corridor, whatever its target: start, end, and
-- corridor_attacks, the attacks whose possible days all lie in it. A period without a row was not necessarily quiet.
SELECT start, period_end(start, $grain) AS "end", sum(attacks)::INTEGER AS corridor_attacks
FROM (
    SELECT period_start(date, $grain) AS start, date_end, attacks
    FROM corridor_attacks_by_day($feed, $corridor, $verifications, $sources, $count_by, $from_day, $to_day)
)
WHERE date_end <= period_end(start, $grain)
GROUP BY start ORDER BY start
