-- One row for each incident with one of the given ids, including withdrawn ones: what names it.
SELECT incident_id AS record_id, 'incidents' AS "table", kind, date, date_end, date_precision
FROM ever.incidents
WHERE incident_id IN (SELECT unnest($ids)) AND NOT list_contains($feeds_beside::VARCHAR[], feed)
