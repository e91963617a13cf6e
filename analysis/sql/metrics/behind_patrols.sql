-- One row for each patrol of the chosen population (patrols, patrols_attacked) in the days $first to $last, oldest first: its
-- id, what a reader knows it by, and whether it was attacked, by records of the chosen verifications.
SELECT patrol_id, number, date, date_end, date_precision, array_to_string(participants, ', ') AS participants, outcome,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications)) AS attacked, place_from, place_to, note
FROM patrols
WHERE patrol_id IN (
    SELECT patrol_id FROM patrols_counted($feed, $corridor, $participants, $first, $last) WHERE $population = 'patrols'
    UNION ALL
    SELECT patrol_id FROM patrols_attacked_counted($feed, $corridor, $participants, $verifications, $first, $last)
    WHERE $population = 'patrols_attacked'
)
ORDER BY coalesce(date, date_end), number, patrol_id
