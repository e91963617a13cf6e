-- One row for each file and text of its columns that breaks a rule of the release, and without which its records are
-- kept.
SELECT file, coalesce(({cells})[c."column"]."column", c."column"), c.reason, coalesce(({cells})[c."column"]."text", c.detail), count(*)
FROM {rows} JOIN {cleared} AS c ON c.key = {key} WHERE nth = 1
GROUP BY ALL ORDER BY ALL
