-- One row for each record related to another one: for a source the records based on it, for a patrol its incidents, for an
-- incident its patrol.
SELECT record_id, "table", date, note
FROM (
    SELECT patrol_id AS record_id, 'patrols' AS "table", date, note FROM patrols
    WHERE list_contains(source_ids, $record_id)
       OR patrol_id = (SELECT patrol_id FROM incidents WHERE incident_id = $record_id)
    UNION ALL
    SELECT incident_id, 'incidents', date, note FROM incidents
    WHERE list_contains(source_ids, $record_id) OR patrol_id = $record_id
    UNION ALL
    SELECT suspension_id, 'suspensions', start, note FROM suspensions WHERE list_contains(source_ids, $record_id)
    UNION ALL
    SELECT exposure_id, 'exposure', period_start, note FROM exposure WHERE list_contains(source_ids, $record_id)
)
ORDER BY date, record_id
