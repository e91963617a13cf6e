-- One row for each count of patrols on the corridor: counted_by, is_party (whether a party counts), own (whether it is the
-- corridor's own count), the numbers stated up to the as-of day, and the lowest and highest of them.
SELECT counted_by, list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by) AS is_party, own,
    count(*)::INTEGER AS numbers, min(number) AS lowest, max(number) AS highest
FROM numbers
WHERE feed = $feed AND corridor = $corridor AND coalesce(date_end <= $to_day, true)
GROUP BY counted_by, own
ORDER BY own DESC, highest DESC, counted_by
