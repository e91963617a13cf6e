-- One row for each feed, province and month: the attacks in it whose month is known.
SELECT feed, admin1 AS area, date_trunc('month', date)::DATE AS month, count(*) AS attacks
FROM incidents
WHERE admin1 IS NOT NULL AND is_violent(kind)
    AND date_trunc('month', date) = date_trunc('month', coalesce(date_end, date))
GROUP BY ALL
