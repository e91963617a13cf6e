-- One row for each suspension that touches the chosen days and was announced by the as-of day, or on an unknown day:
-- suspension_id, announced_on, start (the last day before it), end (the first day of patrols again; empty if open on the
-- as-of day), is_open, begins_before (the chosen days), days (those strictly between start and end, or up to the as-of day),
-- announced_by, side (what stops: exposure, attacks), reason, whether a patrol of known day ran on its end (resumed), and what
-- editors corrected in it (corrected).
SELECT suspension_id, announced_on, start,
    CASE WHEN "end" <= $to_day THEN "end" END AS "end",
    coalesce("end" > $to_day, true) AS is_open,
    start < $from_day AS begins_before,
    greatest(least(coalesce("end" - 1, $to_day), $to_day) - start, 0) AS days,
    announced_by, coalesce(side, 'exposure') AS side, reason,
    coalesce(side, 'exposure') = 'exposure' AND coalesce(
        "end" IN (SELECT date FROM patrols_recorded($feed, $corridor, $participants, $from_day, $to_day)), false) AS resumed,
    corrected
FROM suspensions
WHERE feed = $feed AND corridor = $corridor AND start <= $to_day AND coalesce("end" >= $from_day, true)
  AND coalesce(announced_on <= $to_day, true)
ORDER BY start, suspension_id
