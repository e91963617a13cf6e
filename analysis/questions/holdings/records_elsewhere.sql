-- One row for each of the patrols and incidents $records that lies on another corridor: record.
SELECT patrol_id AS record FROM patrols WHERE corridor <> $corridor AND list_contains($records, patrol_id)
UNION ALL
SELECT incident_id FROM incidents WHERE corridor <> $corridor AND list_contains($records, incident_id)
