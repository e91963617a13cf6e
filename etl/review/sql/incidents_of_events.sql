-- One row for each incident. Incidents on a merged patrol move to the patrol that keeps the event.
SELECT * REPLACE (coalesce(into_id, patrol_id) AS patrol_id)
FROM {rows} LEFT JOIN {joined} ON joined_table = 'patrols' AND joined_id = patrol_id
