-- The events of a load, without the numbers that another has; what the file has there is kept as written.
SELECT e.* REPLACE (
    CASE WHEN key IS NULL THEN number END AS number,
    CASE WHEN key IS NULL THEN extra_patrol_number END AS extra_patrol_number,
    CASE WHEN key IS NULL THEN as_written
        ELSE nullif(concat_ws('; ', as_written, ({cells})['number']."column" || ': ' || ({cells})['number']."text"), '')
    END AS as_written)
FROM {events} AS e LEFT JOIN {cleared} ON key = e.{key}
