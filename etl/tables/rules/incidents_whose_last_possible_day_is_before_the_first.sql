-- Column at fault: date_end
SELECT incident_id AS record, date || ' to ' || date_end AS detail FROM incidents WHERE date_end < date
