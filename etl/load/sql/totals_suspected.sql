-- One row for each record that may be a total or a heading. Its columns: the position; the date as written and as read;
-- whether the next record that is not suspected lies in the month or year that it names or begins (NULL: not known);
-- its kind; the cell that names a total, with its column; how many of its cells of words describe it (`described`:
-- those not equal in all records, `own`: those that do not belong to a block of records, `worded`: all); how many cells
-- it has; its figures, and the sums of the figures of the records since the last suspect, of all above, of all, and of
-- those up to the next suspect; how many records each sum has; and whether it names the first or last day of a month.
-- The last columns are about records that are not suspected: the median number of cells of words, their number, and how
-- many of them name no day. Names with a space are ours, since columns of files have none.
WITH read AS (
    SELECT *, {label} AS "its label", {day} AS "its day", {figures} AS "its figures" FROM {relation}
),
counted AS (
    SELECT *, coalesce("its day".precision IN ('month', 'year'), false) AS "is coarse", {written} AS "its written",
        {described} AS "its described", {own} AS "its own", {worded} AS "its worded"
    FROM read
),
judged AS (
    SELECT *, "its label" IS NOT NULL OR "its worded" = 0 OR "its written" <= 1 OR ("is coarse" AND "its own" = 0) AS "its suspected" FROM counted
),
blocks AS (
    SELECT *, CASE WHEN NOT "its suspected" THEN "its figures" END AS "its summed",
        count(*) FILTER ("its suspected") OVER (ORDER BY record ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "its block"
    FROM judged
)
SELECT record, line, {date_text}, "is coarse", "its day" IS NOT NULL OR coalesce(regexp_matches({date_text}, '\d'), false) AS has_day,
    CASE WHEN count("its summed") OVER following = 0 THEN false
        ELSE first_value(CASE WHEN NOT "its suspected" THEN "its day".first END IGNORE NULLS) OVER following
            BETWEEN "its day".first AND CASE WHEN "its day".first = date_trunc('month', "its day".first)
                THEN greatest("its day".last, last_day("its day".first)) ELSE "its day".last END END AS is_followed,
    {kind}, "its label"."column",
    folded("its label".cell), "its described", "its own", "its worded", "its written", concat_ws(' | ', {columns}), "its figures",
    [{sums_of_block}], [{sums_above}], [{sums_of_all}], [{sums_below}],
    count("its summed") OVER (PARTITION BY "its block"), count("its summed") OVER (ORDER BY record), count("its summed") OVER (),
    count("its summed") OVER below,
    coalesce("its day".first = date_trunc('month', "its day".first) OR "its day".last = last_day("its day".last), false) AS at_edge,
    coalesce(median(CASE WHEN NOT "its suspected" THEN "its worded" END) OVER (), 0), count(*) FILTER (NOT "its suspected") OVER (),
    count(*) FILTER (NOT "its suspected" AND "is coarse") OVER ()
FROM blocks
WINDOW following AS (ORDER BY record ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING),
    below AS (ORDER BY "its block" RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING)
QUALIFY "its suspected"
ORDER BY record
