SELECT patrol_id AS record,
    CASE date_precision WHEN 'unknown' THEN 'no source names a day' ELSE 'day known as ' || date_precision END
    || coalesce(', between ' || date || ' and ' || date_end, '') AS detail
FROM patrols WHERE date_precision <> 'day' ORDER BY patrol_id
