-- One row for each count of the joint patrols on the corridor: counted_by, is_party (whether a party counts), lowest and highest (the
-- numbers stated up to the as-of day, in the span of complete days that holds it), from_first (number 1 lies at the start of that
-- span: total is the highest number; else it is how many numbers there are from the lowest to the highest), numbers_left_out
-- (those of cancelled runs and runs of one party), total, the patrol that carries the highest, and how many of the patrols of the
-- total were attacked. The corridor's own count comes first. None if no span holds the as-of day.
WITH attacked_of_counts AS (
    SELECT counted_by, count(*)::INTEGER AS attacked
    FROM patrols_of_counts($feed, $corridor, $to_day)
    WHERE patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
    GROUP BY counted_by
)
SELECT counted_by,
    list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by) AS is_party,
    lowest, highest, from_first, numbers_left_out, total, patrol_id, coalesce(attacked, 0) AS attacked
FROM totals_of_counts($feed, $corridor, $to_day) LEFT JOIN attacked_of_counts USING (counted_by)
ORDER BY own DESC, highest DESC, counted_by
