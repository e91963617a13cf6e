-- Column at fault: date
-- A known day is a single day. Any other precision except `unknown` has a first day and a later last day.
SELECT patrol_id AS record, concat_ws(' ', date_precision, date, date_end) AS detail
FROM patrols
WHERE CASE date_precision
    WHEN 'day' THEN date IS DISTINCT FROM date_end OR date IS NULL
    WHEN 'unknown' THEN (date IS NULL) <> (date_end IS NULL)
    ELSE coalesce(date >= date_end, true) END
