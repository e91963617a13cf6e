-- One row: how many dates are written in figures, in how many of them the first and the second figure can be no month, how many
-- are serial numbers of a workbook, how many there are, and an example of those in figures.
WITH chosen AS (SELECT {names} FROM {relation} {limit}),
cells AS ({cells}),
halves AS (
    SELECT cell, is_day_in_figures(cell) AS in_figures,
        try_cast(regexp_extract(cell, '^\d+') AS INTEGER) AS one,
        try_cast(regexp_extract(cell, '^\d+[/.-](\d+)', 1) AS INTEGER) AS two
    FROM cells
)
SELECT count(*) FILTER (in_figures), count(*) FILTER (in_figures AND one > 12), count(*) FILTER (in_figures AND two > 12),
    count(*) FILTER (day_of_serial(cell) IS NOT NULL), count(cell), min(cell) FILTER (in_figures)
FROM halves
