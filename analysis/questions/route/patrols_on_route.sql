-- One row for each patrol that ran, or may have run, in the chosen days: patrol_id, number, date, date_end, date_precision,
-- outcome, direction, place_from, place_to, km_from and km_to as recorded, km_low and km_high (its reach; empty if it is not
-- known how far it came), whether it was attacked, and what editors corrected in it.
SELECT patrol_id, number, date, date_end, date_precision, outcome, direction, place_from, place_to, km_from, km_to, km_low, km_high,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked, corrected
FROM patrols_run($feed, $corridor, $participants) LEFT JOIN reaches USING (patrol_id)
WHERE coalesce(date, $from_day) <= $to_day AND coalesce(date_end, $to_day) >= $from_day
ORDER BY coalesce(date, date_end), number, patrol_id
