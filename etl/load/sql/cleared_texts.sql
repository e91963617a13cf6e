-- One row for each text of a column of one file that breaks a rule of the release, and without which its records are
-- kept.
SELECT coalesce(({cells})[c."column"]."column", c."column"), c.reason, coalesce(({cells})[c."column"]."text", c.detail), count(*)
FROM {rows} JOIN {cleared} AS c ON c.key = {key} WHERE file = $file AND nth = 1
GROUP BY ALL ORDER BY ALL
