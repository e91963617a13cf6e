-- One row: the number of rows of a list, and the day on which its newest $most rows begin. The query counts its rows by day.
SELECT coalesce(sum(records), 0)::BIGINT AS total, min(day) FILTER (newer < $most) AS first_day
FROM (
    SELECT day, records, sum(records) OVER (ORDER BY day DESC) - records AS newer
    FROM (SELECT in_order(date, date_end) AS day, sum(records) AS records FROM ({query}) GROUP BY day)
)
