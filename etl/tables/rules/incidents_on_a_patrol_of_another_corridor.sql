-- Column at fault: patrol_id
SELECT incident_id AS record, coalesce(incidents.corridor, 'no corridor') || ', patrol ' || patrol_id AS detail
FROM incidents JOIN patrols USING (patrol_id) WHERE incidents.corridor IS DISTINCT FROM patrols.corridor
