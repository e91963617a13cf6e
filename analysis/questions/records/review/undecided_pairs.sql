-- One row for each pair of records of a table that may be one event and on which no editor has decided, the most alike
-- first. The inner query gives record_id, other_id, date, days_apart (0 if their possible days overlap), km_apart (empty if
-- a point is unknown) and is_same_text.
WITH decided AS (
    SELECT record_id, other_id FROM review_entries SEMI JOIN applied USING (entry) WHERE action = 'keep_apart' AND "table" = $table
),
linked AS (SELECT record_id, event_id FROM same_events WHERE "table" = $table)
SELECT record_id, other_id, days_apart, km_apart, is_same_text
FROM ({pairs}) AS pairs
WHERE NOT EXISTS (FROM decided WHERE (decided.record_id, decided.other_id) IN ((pairs.record_id, pairs.other_id), (pairs.other_id, pairs.record_id)))
  AND NOT EXISTS (
    FROM linked AS one JOIN linked AS other USING (event_id) WHERE one.record_id = pairs.record_id AND other.record_id = pairs.other_id)
ORDER BY is_same_text DESC, days_apart, km_apart NULLS LAST, date, record_id, other_id
