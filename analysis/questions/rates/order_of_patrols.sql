-- One row for each patrol of the chosen days with rates: patrol_id, first and last (its possible days), is_dated (whether
-- they are one known day), number, whether it was attacked by attacks of $sure verifications (attacked) and of $doubtful
-- ones (attacked_with_doubtful), reach (reached: known to have reached kilometre $reached_km; not_reached; unknown), and the
-- kilometres that it drove (km_driven; empty if its reach is unknown).
WITH ran AS (
    SELECT patrol_id, date AS first, date AS last, true AS is_dated, number
    FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
    UNION ALL
    SELECT patrol_id, min(may_from), max(may_through), false, any_value(number)
    FROM patrols_that_may($feed, $corridor, $participants, 'patrols', NULL, $from_day, $to_day)
    GROUP BY patrol_id
)
SELECT ran.*, patrol_id IN (FROM patrols_attacked($feed, $corridor, $sure, $sources)) AS attacked,
    patrol_id IN (FROM patrols_attacked($feed, $corridor, $doubtful, $sources)) AS attacked_with_doubtful,
    CASE WHEN NOT is_exposed('kilometres', NULL, km_low, km_high) THEN 'unknown'
        WHEN is_exposed('reached', $reached_km, km_low, km_high) THEN 'reached' ELSE 'not_reached' END AS reach,
    CASE WHEN is_exposed('kilometres', NULL, km_low, km_high) THEN km_high - km_low END AS km_driven
FROM ran LEFT JOIN reaches USING (patrol_id)
ORDER BY first, last, number, patrol_id
