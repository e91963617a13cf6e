-- One row for each of some attacks or suspensions that the release holds, on any corridor: record.
SELECT incident_id AS record FROM incidents WHERE list_contains($records, incident_id)
UNION ALL
SELECT suspension_id FROM suspensions WHERE list_contains($records, suspension_id)
