-- One row of statistics for a table that may count events by period: the number of records; for each column of counts,
-- how many cells are filled, whole numbers, and other than 1; how many records have no event in any of these columns;
-- the numbers of distinct periods with group, and of distinct records; how many records fill each column of an event,
-- id, point or note; the first and last day, also as written; and the days from one period to the next, if always the
-- same.
WITH cells AS (
    SELECT record, {period} AS period, {counts} AS counts, {group} AS grouped, {described} AS described
    FROM {relation}
),
read AS (SELECT *, {day} AS day, list_transform(counts, lambda cell: figure(known(plain(cell)))) AS numbers FROM cells WHERE period IS NOT NULL),
steps AS (SELECT DISTINCT day.first AS day, (day.first - lag(day.first) OVER (ORDER BY day.first))::INTEGER AS step FROM (SELECT DISTINCT day FROM read))
SELECT count(*), [{filled}], [{whole}], [{other}],
    count(*) FILTER (len(list_filter(numbers, lambda number: number <> 0)) = 0 AND len(list_filter(numbers, lambda number: number = 0)) > 0),
    count(DISTINCT ROW(period, grouped)), [{described_filled}], min(day.first), max(day.last), first(period ORDER BY record),
    last(period ORDER BY record), any_value(day.precision),
    (SELECT list(DISTINCT step) FROM steps WHERE step IS NOT NULL), count(DISTINCT period)
FROM read
