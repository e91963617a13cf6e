-- One row for each side of each event: what was said of an incident that another took in is said of that one, unless it says it itself.
SELECT * REPLACE (coalesce(into_id, incident_id) AS incident_id)
FROM {stated}.casualties LEFT JOIN {reviewed}.joined_incidents USING (incident_id)
QUALIFY row_number() OVER (PARTITION BY coalesce(into_id, incident_id), side ORDER BY into_id NULLS FIRST, incident_id) = 1
