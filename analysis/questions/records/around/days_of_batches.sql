-- One row for each batch of about $rows rows of a query: its first and last day. A batch has all rows of its days.
SELECT min(day) AS first_day, max(day) AS last_day
FROM (
    SELECT day, (sum(records) OVER (ORDER BY day) - records) // $rows AS batch
    FROM (SELECT in_order(date, date_end) AS day, count(*) AS records FROM ({query}) GROUP BY day)
)
GROUP BY batch ORDER BY batch
