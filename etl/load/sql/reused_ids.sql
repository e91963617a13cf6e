-- One row on the events of a load whose ids are known: how many these are, how many of them name another day and differ in one more of
-- the columns that tell an event, and the id and the two days of the first three.
WITH pairs AS (
    SELECT new.feed_id AS id, old.{day} AS before, new.{day} AS after, {differs} AS is_other
    FROM ({accepted}) AS new JOIN ({known}) AS old USING ({key})
    WHERE new.feed_id IS NOT NULL AND old.withdrawn_release IS NULL
)
SELECT count(*), count(*) FILTER (before <> after AND is_other),
    list(concat(id, ': ', before, ' and ', after) ORDER BY after, id) FILTER (before <> after AND is_other)
FROM pairs
