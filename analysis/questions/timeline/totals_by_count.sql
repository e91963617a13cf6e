-- One row for each count of the joint patrols on the corridor: counted_by, is_party (whether a party counts), lowest and
-- highest (the numbers stated up to the as-of day, in the span of complete days that contains it), from_first (whether
-- number 1 is at the start of that span: then total is the highest number, otherwise the number of numbers from the lowest
-- to the highest), numbers_left_out (those of cancelled runs and of runs of one party), total, the patrol with the highest
-- number, and how many of the patrols in the total were attacked. The corridor's own count comes first. No row if no span
-- contains the as-of day.
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
