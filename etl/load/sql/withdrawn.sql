-- One row for each known live record of complete days that the files of a load do not have: its id and year. A rejected
-- or left-out record still counts as in the file. An older release knows nothing of records added after it.
SELECT {key}, {year} AS year
FROM ({known}) AS known
WHERE withdrawn_release IS NULL
    AND EXISTS (
        FROM {scopes} AS scope WHERE {day} BETWEEN scope.first AND scope.through AND ({in_scope})
    )
    AND NOT coalesce(
        {key} IN (SELECT {key} FROM {rows}) OR feed_id IN (SELECT feed_id FROM {source} WHERE feed_id IS NOT NULL), false)
    AND NOT {is_newer}
