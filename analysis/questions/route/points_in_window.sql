-- One row for each known incident with an exact point in a window, except those of the feeds $left_out: lon, lat.
SELECT lon, lat
FROM incidents
WHERE geo_precision = 'exact' AND NOT list_contains($left_out::VARCHAR[], feed)
    AND lon BETWEEN $west AND $east AND lat BETWEEN $south AND $north
ORDER BY incident_id LIMIT $most
