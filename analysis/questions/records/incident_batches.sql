-- One row for each batch in which the incidents of the feed can be listed, $rows or a little more at a time: the first and the
-- last day of it. A batch holds all incidents of its days, and the batches follow the order of the list.
WITH listed AS (
    SELECT in_order(date, date_end) AS day, count(*) AS incidents
    FROM incidents
    WHERE feed = $feed AND ($everywhere OR corridor = $corridor)
      AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
    GROUP BY day
),
parted AS (SELECT day, (sum(incidents) OVER (ORDER BY day) - incidents) // $rows AS batch FROM listed)
SELECT min(day) AS first, max(day) AS last FROM parted GROUP BY batch ORDER BY batch
