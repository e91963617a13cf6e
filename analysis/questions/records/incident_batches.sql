-- One row for each batch in which the incidents of the feed can be listed, each of $rows or slightly more: its first and
-- last day. A batch has all incidents of its days, and batches follow the order of the list.
WITH listed AS (
    SELECT in_order(date, date_end) AS day, count(*) AS incidents
    FROM incidents
    WHERE feed = $feed AND ($everywhere OR corridor = $corridor)
      AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
    GROUP BY day
),
parted AS (SELECT day, (sum(incidents) OVER (ORDER BY day) - incidents) // $rows AS batch FROM listed)
SELECT min(day) AS first, max(day) AS last FROM parted GROUP BY batch ORDER BY batch
