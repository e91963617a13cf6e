-- One row for each record that rests on a source: its table, id, first possible day and note.
SELECT 'patrols' AS "table", patrol_id AS record_id, date, note FROM patrols WHERE list_contains(source_ids, $record_id)
UNION ALL SELECT 'incidents', incident_id, date, note FROM incidents WHERE list_contains(source_ids, $record_id)
UNION ALL SELECT 'suspensions', suspension_id, start, note FROM suspensions WHERE list_contains(source_ids, $record_id)
ORDER BY date, record_id
