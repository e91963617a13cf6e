-- One row if questions count a standing incident of a part by itself: it names a patrol, documents or an episode, or its target is
-- one that some corridor counts (see exposed_target in analysis/sql/macros.sql).
SELECT 1 FROM ({rows})
WHERE withdrawn_release IS NULL
  AND (patrol_id IS NOT NULL OR len(source_ids) > 0 OR episode IS NOT NULL OR target IN ('patrol', 'traffic')) LIMIT 1
