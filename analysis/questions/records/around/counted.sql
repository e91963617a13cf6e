-- One row: total, how many rows a list has.
SELECT count(*) AS total FROM ({query})
