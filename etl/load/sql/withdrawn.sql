-- One row for each known live record that lies in complete days which the files of a load do not hold: its id and its year.
-- A record that was rejected or left out is in the file none the less; and an older release does not know what came after it.
SELECT {key}, {year} AS year
FROM ({known}) AS known
WHERE withdrawn_release IS NULL
    AND EXISTS (
        FROM {scopes} AS scope WHERE {day} BETWEEN scope.first AND scope.through AND ({in_scope})
    )
    AND NOT coalesce(
        {key} IN (SELECT {key} FROM {rows}) OR feed_id IN (SELECT feed_id FROM {source} WHERE feed_id IS NOT NULL), false)
    AND NOT {is_newer}
