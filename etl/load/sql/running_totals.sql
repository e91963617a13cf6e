-- One row for each column of figures of a table with known days, over groups with at least three days: in how many
-- groups it never falls and rises at least once; the number of groups; whether each rise is smaller than the first
-- figure; its first and last figure; the most records that a group has on one day; the first and last day; the
-- likelihood that the same figures in random order never fall; and whether all groups have the same, evenly spaced
-- days.
WITH cells AS (SELECT {day} AS day, {group} AS grouped, unnest({figures}) AS cell FROM {relation}),
figures AS (SELECT day.first AS day, grouped, cell."column", cell.figure FROM cells WHERE day.precision = 'day' AND cell.figure IS NOT NULL),
steps AS (
    SELECT *, figure - lag(figure) OVER (PARTITION BY "column", grouped ORDER BY day) AS step,
        count(*) OVER (PARTITION BY "column", grouped, day) AS on_one_day,
        count(*) OVER (PARTITION BY "column", grouped, figure) AS alike
    FROM figures
),
groups AS (
    SELECT "column", grouped, count(*) AS days, count(DISTINCT figure) AS different, bool_and(coalesce(step >= 0, true)) AS never_falls,
        max(on_one_day) AS on_one_day, first(figure ORDER BY day) AS first, last(figure ORDER BY day) AS last,
        max(step) AS largest, min(day) AS first_day, max(day) AS last_day,
        sum(lgamma(alike + 1) / alike) - lgamma(count(*) + 1) AS log_chance
    FROM steps GROUP BY ALL
),
gaps AS (
    SELECT "column", count(*) AS days, len(list_distinct(list(gap))) <= 1 AS are_even
    FROM (SELECT *, (day - lag(day) OVER (PARTITION BY "column" ORDER BY day))::INTEGER AS gap FROM (SELECT DISTINCT "column", day FROM figures))
    GROUP BY "column"
)
SELECT "column", count(*) FILTER (never_falls AND different > 1), count(*), bool_and(largest < first),
    min(first), max(last), max(on_one_day), min(first_day), max(last_day), exp(sum(log_chance)),
    any_value(are_even) AND bool_and(groups.days = gaps.days)
FROM groups JOIN gaps USING ("column") WHERE groups.days >= 3
GROUP BY "column" ORDER BY "column"
