-- One row for each corridor, feed, table and scope whose days are stated: corridor, feed, table, scope, the days (from,
-- through), whether all such records of these days are believed to be held (complete), lag_days, note, title of the corridor.
SELECT corridor, feed, "table", scope, "from", through, complete, lag_days, coverage.note, title
FROM coverage LEFT JOIN corridors USING (corridor)
ORDER BY corridor, feed, "table" DESC, scope
