-- One row for each doubt about the numbers in a count, up to the as-of day: at_patrol, the patrol at which it was found,
-- with number_after and day; counted_by, is_party (whether a party counts), doubt (missing, twice, out_of_order), number,
-- last_number (the last missing number); the patrol before it: before, number_before, day_before; between: the patrols
-- without a number in this count that may have run between those two (only joint ones if the count numbers no others).
-- A missing number lies between the next lower and the next higher one; a number out of order is lower than that of the
-- patrol of known day before it.
WITH stated AS (
    SELECT *, bool_and(is_counted) OVER (PARTITION BY counted_by) AS is_of_joint
    FROM numbers WHERE feed = $feed AND corridor = $corridor AND coalesce(date_end <= $to_day, true)
),
by_number AS (
    SELECT *, lag(number) OVER run AS number_before, lag(patrol_id) OVER run AS before, lag(day) OVER run AS day_before,
        lag(date) OVER run AS date_before
    FROM stated WINDOW run AS (PARTITION BY counted_by ORDER BY number, date NULLS LAST, patrol_id)
),
by_day AS (
    SELECT *, lag(number) OVER run AS number_before, lag(patrol_id) OVER run AS before, lag(day) OVER run AS day_before,
        lag(date) OVER run AS date_before
    FROM stated WHERE day IS NOT NULL WINDOW run AS (PARTITION BY counted_by ORDER BY day, number, patrol_id)
),
found AS (
    SELECT *, 'missing' AS doubt, number_before + 1 AS missing_from, number - 1 AS missing_through
    FROM by_number WHERE number > number_before + 1
    UNION ALL
    SELECT *, 'twice', number, number FROM by_number WHERE number = number_before
    UNION ALL
    SELECT *, 'out_of_order', number, number FROM by_day WHERE number < number_before
),
around AS (
    SELECT found.counted_by, found.patrol_id, list(run.patrol_id ORDER BY run.date NULLS LAST, run.patrol_id) AS between
    FROM found
    JOIN runs AS run ON run.feed = $feed AND run.corridor = $corridor AND (run.is_joint OR NOT is_of_joint)
        AND coalesce(run.date_end >= found.date_before, true)
        AND coalesce(run.date <= found.date_end, true)
    ANTI JOIN stated ON stated.counted_by = found.counted_by AND stated.patrol_id = run.patrol_id
    WHERE doubt = 'missing'
    GROUP BY found.counted_by, found.patrol_id
)
SELECT patrol_id AS at_patrol, counted_by,
    list_contains((SELECT parties FROM corridors WHERE corridor = $corridor), counted_by) AS is_party, doubt,
    missing_from::INTEGER AS number, missing_through::INTEGER AS last_number, before, number_before, day_before,
    number AS number_after, day,
    CASE WHEN doubt = 'missing' THEN coalesce(between, []) ELSE [] END AS between
FROM found LEFT JOIN around USING (counted_by, patrol_id)
ORDER BY own DESC, counted_by, missing_from, doubt, patrol_id
