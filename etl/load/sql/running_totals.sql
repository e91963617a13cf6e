-- One row for each column of figures of a table whose days are known: in how many groups with at least three days it never falls and
-- rises in all, in how many groups there are three days, the fewest different figures of such a group, whether each rise is smaller
-- than the first figure, its first and last figure, and the most records that a group has on one day.
WITH cells AS (SELECT {day} AS day, {group} AS grouped, unnest({figures}) AS cell FROM {relation}),
figures AS (SELECT day.first AS day, grouped, cell."column", cell.figure FROM cells WHERE day.precision = 'day' AND cell.figure IS NOT NULL),
steps AS (
    SELECT *, figure - lag(figure) OVER (PARTITION BY "column", grouped ORDER BY day) AS step,
        count(*) OVER (PARTITION BY "column", grouped, day) AS on_one_day
    FROM figures
),
groups AS (
    SELECT "column", grouped, count(*) AS days, count(DISTINCT figure) AS different, bool_and(coalesce(step >= 0, true)) AS never_falls,
        max(on_one_day) AS on_one_day, first(figure ORDER BY day) AS first, last(figure ORDER BY day) AS last,
        max(step) AS largest, min(day) AS first_day, max(day) AS last_day
    FROM steps GROUP BY ALL
)
SELECT "column", count(*) FILTER (never_falls AND different > 1), count(*), min(different), bool_and(largest < first),
    min(first), max(last), max(on_one_day), min(first_day), max(last_day)
FROM groups WHERE days >= 3
GROUP BY "column" ORDER BY "column"
