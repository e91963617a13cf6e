-- Column at fault: participants
SELECT patrol_id AS record, array_to_string(participants, ', ') AS detail
FROM patrols JOIN corridors USING (corridor)
WHERE NOT list_has_all(parties, participants)
