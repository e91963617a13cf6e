-- The events of a load without duplicate numbers and without kilometres beyond the ends of their corridors. The text in
-- the file is kept as written.
WITH faults AS (
    SELECT key, bool_or("column" = 'number') AS of_number, bool_or("column" IN ('km_from', 'km_to')) AS of_reach
    FROM {cleared} GROUP BY key
),
events AS (
    SELECT e.*, coalesce(of_number, false) AS of_number,
        coalesce(of_reach AND e.km_from NOT BETWEEN c.km_from AND c.km_to, false) AS of_km_from,
        coalesce(of_reach AND e.km_to NOT BETWEEN c.km_from AND c.km_to, false) AS of_km_to
    FROM {events} AS e LEFT JOIN faults ON key = e.{key} LEFT JOIN {corridors} AS c ON c.corridor = e.corridor
)
SELECT * EXCLUDE (of_number, of_km_from, of_km_to) REPLACE (
    CASE WHEN NOT of_number THEN number END AS number,
    CASE WHEN NOT of_number THEN extra_patrol_number END AS extra_patrol_number,
    CASE WHEN NOT of_km_from THEN km_from END AS km_from,
    CASE WHEN NOT of_km_to THEN km_to END AS km_to,
    with_cells(as_written, [
        CASE WHEN of_number THEN ({cells})['number']."column" || ': ' || ({cells})['number']."text" END,
        CASE WHEN of_km_from THEN ({cells})['km_from']."column" || ': ' || ({cells})['km_from']."text" END,
        CASE WHEN of_km_to THEN ({cells})['km_to']."column" || ': ' || ({cells})['km_to']."text" END]) AS as_written)
FROM events
