-- One row: total, the number of rows of a list.
SELECT count(*) AS total FROM ({query})
