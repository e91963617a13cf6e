-- Column at fault: km
SELECT incident_id AS record, km || ' km' AS detail
FROM incidents JOIN corridors USING (corridor) WHERE km NOT BETWEEN km_from AND km_to
