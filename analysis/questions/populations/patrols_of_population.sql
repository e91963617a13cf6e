-- One row for each patrol of a population, oldest first: its id, what identifies it for a reader, and whether it was
-- attacked, by attacks that count. A query of `chosen` gives the patrols of the days in question, or some of them in running
-- order. $stretch_from and $stretch_to narrow the list to those that drove that stretch, $off_stretches to those of unknown
-- reach, and $exposure and $reached_km to the exposed ones (see patrols_exposed).
SELECT patrol_id, number, date, date_end, date_precision, array_to_string(participants, ', ') AS participants, outcome,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked, place_from, place_to, note, corrected
FROM patrols LEFT JOIN reaches USING (patrol_id)
WHERE patrol_id IN ({chosen})
AND is_exposed($exposure, $reached_km::DOUBLE, km_low, km_high)
AND has_driven(km_low, km_high, $stretch_from::DOUBLE, $stretch_to::DOUBLE)
AND NOT ($off_stretches AND km_low IS NOT NULL)
ORDER BY coalesce(date, date_end), number, patrol_id
