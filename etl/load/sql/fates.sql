-- One row for each accepted event of a load, compared with the known record of its id: the release in which that record
-- first appeared, its last year, the fate of the event (loaded, left_out, duplicates, changed), and whether no fact
-- changed. A record first loaded without an id counts as changed when it gets one.
SELECT new.{key}, old.first_release, old.year_before,
    CASE
        WHEN old.first_release IS NULL THEN 'loaded'
        WHEN {is_older} THEN 'left_out'
        WHEN old.withdrawn_release IS NULL AND ROW({new}) IS NOT DISTINCT FROM ROW({old})
            AND (new.feed_id IS NULL OR old.feed_id IS NOT NULL) THEN 'duplicates'
        ELSE 'changed'
    END AS fate,
    old.withdrawn_release IS NULL AND ROW({new_facts}) IS NOT DISTINCT FROM ROW({old_facts}) AS note_only
FROM ({accepted}) AS new LEFT JOIN (SELECT *, {year} AS year_before FROM ({known})) AS old USING ({key})
