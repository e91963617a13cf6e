-- One row: how many cells are plain dates, and of the dates written like 2020-08-25, how many would change if day and
-- month were swapped (both up to 12 and different), and how many have a day above 12.
WITH chosen AS (SELECT {names} FROM {relation} {limit}),
cells AS ({cells}),
plain AS (
    SELECT plain_days(cell) AS days, regexp_full_match(without_time(cell), '\d{{4}}-\d{{2}}-\d{{2}}') AS is_iso
    FROM cells WHERE cell IS NOT NULL
)
SELECT count(days), count(*) FILTER (is_iso AND day(days.first) <= 12 AND day(days.first) <> month(days.first)),
    count(*) FILTER (is_iso AND day(days.first) > 12)
FROM plain
