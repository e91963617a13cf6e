-- The patrol that has a number in a count on a corridor, and when it ran. Numbers that several patrols have are
-- omitted. `known` are the live patrols that this load does not bring again, `others` their numbers in counts other
-- than the corridor's own.
WITH known AS ({known}),
numbered AS (
    SELECT patrol_id, corridor, number, NULL::VARCHAR AS counted_by, date, date_end, outcome FROM known
    UNION ALL SELECT patrol_id, corridor, others.number, others.counted_by, date, date_end, outcome FROM ({others}) AS others JOIN known USING (patrol_id)
    {loaded}
)
SELECT corridor, number, coalesce(counted_by, own_count) AS counted_by, any_value(own_count) AS own_count,
    CASE WHEN count(DISTINCT patrol_id) = 1 THEN any_value(patrol_id) END AS patrol_id,
    any_value(date) AS date, any_value(date_end) AS date_end, any_value(outcome) AS outcome
FROM numbered JOIN {corridors} USING (corridor)
WHERE number IS NOT NULL GROUP BY ALL
