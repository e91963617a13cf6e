-- Column at fault: date
SELECT incident_id AS record, incidents.date || ', patrol ' || patrol_id || ' of ' || patrols.date AS detail
FROM incidents JOIN patrols USING (patrol_id)
WHERE incidents.date_end < patrols.date OR incidents.date > patrols.date_end
