SELECT patrol_id AS record, 'number ' || number || ' on ' || date || ', after number ' || before || ' on ' || before_on AS detail
FROM (
    SELECT *, lag(number) OVER run AS before, lag(date) OVER run AS before_on
    FROM patrols WHERE number IS NOT NULL AND date_precision = 'day'
    WINDOW run AS (PARTITION BY feed, corridor ORDER BY date, number)
) WHERE number < before
ORDER BY patrol_id
