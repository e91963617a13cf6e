-- One row for each incident, on the patrol that took in the one to which it happened.
SELECT * REPLACE (coalesce(into_id, patrol_id) AS patrol_id)
FROM {rows} LEFT JOIN {joined} ON joined_table = 'patrols' AND joined_id = patrol_id
