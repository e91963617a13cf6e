SELECT incident_id AS record, concat_ws(' ', corridor, date) AS detail
FROM incidents WHERE target = 'patrol' AND patrol_id IS NULL AND kind NOT IN ('protest', 'riot', 'sabotage', 'other', 'unknown')
ORDER BY incident_id
