-- One row for each corridor, feed, table and scope whose days are stated: corridor, title, feed, table, scope, the days (from,
-- through), whether all such records of these days are believed to be held (complete), lag_days, note.
SELECT corridor, title, feed, "table", scope, "from", through, complete, lag_days, coverage.note
FROM coverage LEFT JOIN corridors USING (corridor)
ORDER BY corridor, feed, "table" DESC, scope
