-- One row for each known attack that names the number of a patrol loaded since: the attack, the patrol, and the year of
-- the attack. A patrol that was cancelled or ran on other days is not tied.
SELECT i.incident_id, patrol.patrol_id, year(i.date) AS year
FROM ({incidents}) AS i
JOIN ({placements}) AS stated USING (incident_id)
JOIN {numbers} AS numbers ON numbers.corridor = i.corridor AND numbers.number = stated.number
    AND numbers.counted_by = coalesce(stated.counted_by, numbers.own_count)
JOIN ({patrols}) AS patrol ON patrol.patrol_id = numbers.patrol_id
    AND patrol.outcome <> 'cancelled'
    AND coalesce(i.date_end >= patrol.date AND i.date <= patrol.date_end, true)
WHERE i.withdrawn_release IS NULL AND i.patrol_id IS NULL AND i.target = 'patrol'
