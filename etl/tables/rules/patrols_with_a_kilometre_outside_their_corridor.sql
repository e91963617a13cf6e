-- Column at fault: km_to
SELECT patrol_id AS record, concat_ws(' to ', patrols.km_from, patrols.km_to) AS detail
FROM patrols JOIN corridors USING (corridor)
WHERE least(patrols.km_from, patrols.km_to) < corridors.km_from OR greatest(patrols.km_from, patrols.km_to) > corridors.km_to
