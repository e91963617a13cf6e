-- One row for each incident whose id is asked for, withdrawn ones too: what it is named by.
SELECT incident_id AS record_id, 'incidents' AS "table", kind, date, date_end, date_precision
FROM ever.incidents
WHERE incident_id IN (SELECT unnest($ids)) AND NOT list_contains($feeds_beside::VARCHAR[], feed)
