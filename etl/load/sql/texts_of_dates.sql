-- One row for each distinct text of a date that is wanted, without its time of day: the text, and in how many cells it stands.
WITH chosen AS (SELECT {names} FROM {relation} {limit}),
cells AS ({cells})
SELECT written, count(*)
FROM (SELECT without_time(cell) AS written FROM cells WHERE cell IS NOT NULL)
GROUP BY written
HAVING {wanted}
ORDER BY written
