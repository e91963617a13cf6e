-- One row for each count of patrols on the corridor: counted_by, is_party (whether a party counts), the highest number
-- stated up to the as-of day (total), the patrol that carries it, and the patrols attacked up to that day, empty where
-- attacks on patrols are not held completely up to it. The corridor's own count comes first.
WITH stated AS (
    SELECT numbers.* FROM numbers JOIN patrols_run($feed, $corridor, 'joint') AS run USING (patrol_id)
),
attacked AS (
    SELECT CASE WHEN EXISTS (FROM complete_rates($feed, $corridor, 'joint') WHERE $to_day BETWEEN "from" AND through)
        THEN count(*)::INTEGER END AS attacked
    FROM patrols_run($feed, $corridor, 'joint')
    WHERE date_end <= $to_day AND patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources))
)
SELECT counted_by,
    list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by) AS is_party,
    max(number) AS total, arg_max(patrol_id, number) AS patrol_id, any_value(attacked) AS attacked
FROM stated, attacked
WHERE date_end <= $to_day
GROUP BY counted_by, own
ORDER BY own DESC, total DESC, counted_by
