-- One row if a standing incident of a part is told from others of its day: it names a patrol, documents or an episode, or its
-- target is one that some corridor counts.
SELECT 1 FROM ({rows})
WHERE withdrawn_release IS NULL
  AND (patrol_id IS NOT NULL OR len(source_ids) > 0 OR episode IS NOT NULL OR target IN ('patrol', 'traffic')) LIMIT 1
