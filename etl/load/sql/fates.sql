-- One row for each accepted event of a load, set against the record of its id that is known: the release in which that first
-- stood, the year in which it stood last, and the fate of the event (loaded, left_out, duplicates, changed), and whether no fact changed.
-- A record that was known by its content is changed by the id that it gets.
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
