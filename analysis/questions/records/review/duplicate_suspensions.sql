-- One row for each pair of suspensions of one side on a corridor that may be one, see undecided_pairs.sql: they start at most $days days
-- apart. Within one feed, they start on one day and nobody else announced the other. $corridor narrows.
WITH known AS (
    SELECT suspension_id, feed, corridor, "start", fold(nullif(announced_by, 'unknown')) AS announced_by, coalesce(side, 'exposure') AS side, nullif(trim(fold(note)), '') AS text
    FROM suspensions WHERE $corridor IS NULL OR corridor = $corridor
)
SELECT a.suspension_id AS record_id, b.suspension_id AS other_id, a."start" AS date, abs(b."start" - a."start") AS days_apart,
    NULL::DOUBLE AS km_apart, coalesce(a.text = b.text, false) AS is_same_text
FROM known AS a JOIN known AS b ON a.corridor = b.corridor AND a.side = b.side AND a.suspension_id < b.suspension_id
    AND b."start" BETWEEN a."start" - $days::INTEGER AND a."start" + $days::INTEGER
WHERE a.feed <> b.feed OR a."start" = b."start" AND coalesce(a.announced_by = b.announced_by, true)
