SELECT patrol_id AS record,
    CASE date_precision WHEN 'unknown' THEN 'no source names a day' ELSE 'exact day not known' END
    || coalesce(', between ' || strftime(date, '%-d %B %Y') || ' and ' || strftime(date_end, '%-d %B %Y'), '') AS detail
FROM patrols WHERE date_precision <> 'day' ORDER BY patrol_id
