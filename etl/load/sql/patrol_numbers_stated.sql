-- The numbers of a load's patrols in counts other than the corridor's own.
SELECT patrol_id, extra_counted_by AS counted_by, extra_patrol_number AS number, source_ids[1] AS source_id
FROM ({patrols}) JOIN (SELECT corridor, own_count FROM {corridors}) USING (corridor)
WHERE extra_patrol_number IS NOT NULL AND extra_counted_by IS NOT NULL AND extra_counted_by <> own_count
