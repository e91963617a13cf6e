-- One row for each pair of patrols on a corridor that may be one, see undecided_pairs.sql.
-- Their possible days overlap; within one feed both ran on the same known day. They do not contradict each other in their
-- direction or their number in one count and, within one feed, in parties, outcome or ends. $corridor narrows.
WITH known AS (
    SELECT patrol_id, feed, corridor, number, date, coalesce(date_end, date) AS last, date_precision = 'day' AS is_known,
        nullif(list_sort(participants), []) AS parties, nullif(outcome, 'unknown') AS outcome, direction, fold(place_from) AS place_from,
        fold(place_to) AS place_to, nullif(trim(fold(note)), '') AS text
    FROM patrols
    WHERE ($corridor IS NULL OR corridor = $corridor) AND date IS NOT NULL AND coalesce(date_end, date) - date <= 31
),
by_day AS (SELECT *, unnest(range(date, last + 1, INTERVAL 1 DAY))::DATE AS day FROM known)
SELECT DISTINCT a.patrol_id AS record_id, b.patrol_id AS other_id, a.date, 0 AS days_apart, NULL::DOUBLE AS km_apart,
    coalesce(a.text = b.text, false) AS is_same_text
FROM by_day AS a JOIN by_day AS b ON a.day = b.day AND a.corridor = b.corridor AND a.patrol_id < b.patrol_id
WHERE coalesce(a.number = b.number, true) AND coalesce(a.direction = b.direction, true)
  AND NOT EXISTS (
    FROM patrol_numbers AS one JOIN patrol_numbers AS other USING (counted_by)
    WHERE one.patrol_id = a.patrol_id AND other.patrol_id = b.patrol_id AND one.number <> other.number)
  AND (a.feed <> b.feed OR a.is_known AND b.is_known AND coalesce(a.parties = b.parties, true) AND coalesce(a.outcome = b.outcome, true)
    AND coalesce(a.place_from = b.place_from, true) AND coalesce(a.place_to = b.place_to, true))
