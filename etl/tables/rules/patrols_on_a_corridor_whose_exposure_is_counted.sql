-- Column at fault: corridor
SELECT patrol_id AS record, corridor AS detail FROM patrols JOIN corridors USING (corridor) WHERE unit IS NOT NULL
