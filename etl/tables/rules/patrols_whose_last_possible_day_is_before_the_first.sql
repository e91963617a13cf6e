-- Column at fault: date_end
SELECT patrol_id AS record, date || ' to ' || date_end AS detail FROM patrols WHERE date_end < date
