-- Column at fault: lat
SELECT incident_id AS record, concat_ws(' ', lat, lon) AS detail
FROM incidents WHERE (lat IS NULL) <> (lon IS NULL) OR (lat = 0 AND lon = 0)
