-- The patrols of a load with the places and kilometres of their ends. Kilometres given in a table take precedence over
-- those of a place. A name that is not the name of a place stays in the cells as written.
SELECT e.* REPLACE (
    origin.place AS place_from, goal.place AS place_to,
    coalesce(e.km_from, origin.km) AS km_from, coalesce(e.km_to, goal.km) AS km_to,
    with_cells(e.as_written, [
        CASE WHEN origin.place IS DISTINCT FROM e.place_from THEN 'place_from: ' || e.place_from END,
        CASE WHEN goal.place IS DISTINCT FROM e.place_to THEN 'place_to: ' || e.place_to END]) AS as_written)
FROM {events} AS e
LEFT JOIN (SELECT name, n.corridor, place, km FROM {named} AS n LEFT JOIN {ends} AS k ON k.point_id = place AND k.corridor = n.corridor)
    AS origin ON origin.name = e.place_from AND origin.corridor IS NOT DISTINCT FROM e.corridor
LEFT JOIN (SELECT name, n.corridor, place, km FROM {named} AS n LEFT JOIN {ends} AS k ON k.point_id = place AND k.corridor = n.corridor)
    AS goal ON goal.name = e.place_to AND goal.corridor IS NOT DISTINCT FROM e.corridor
