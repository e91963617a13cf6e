-- Column at fault: patrol_id
SELECT incident_id AS record, patrol_id AS detail
FROM incidents JOIN patrols USING (patrol_id) WHERE outcome = 'cancelled'
