-- One row for each attack of the chosen population (attacks_on_patrols, corridor_attacks) in the days $first to $last, oldest
-- first: its id and what a reader knows it by.
SELECT incident_id, date, date_end, date_precision, kind, target, target_party, patrol_id, verification, place, km, note
FROM attacks
WHERE incident_id IN (
    SELECT incident_id FROM attacks_counted($feed, $corridor, $participants, $verifications, $first, $last)
    WHERE $population = 'attacks_on_patrols'
    UNION ALL
    SELECT incident_id FROM corridor_attacks($feed, $corridor, $verifications, $first, $last)
    WHERE $population = 'corridor_attacks'
)
ORDER BY coalesce(date, date_end), incident_id
