-- One row for each of some columns, in their order: whether nearly all of its first cells are numbers.
SELECT count(cell) > 0 AND count(*) FILTER (regexp_full_match(trim(cell), '[\d,. ]+')) >= 0.8 * count(cell)
FROM (
    SELECT unnest([{cells}]) AS cell, unnest(range({width})) AS place
    FROM (FROM {relation} LIMIT {most})
)
GROUP BY place
ORDER BY place
