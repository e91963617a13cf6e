-- One row for each of the patrols and incidents $records that lies on another corridor: record.
SELECT patrol_id AS record FROM patrols WHERE corridor <> $corridor AND patrol_id IN (SELECT unnest($records::VARCHAR[]))
UNION ALL
SELECT incident_id FROM incidents WHERE corridor <> $corridor AND incident_id IN (SELECT unnest($records::VARCHAR[]))
    AND NOT list_contains($feeds_beside::VARCHAR[], feed)
