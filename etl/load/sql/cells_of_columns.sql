-- One row: for each column, its cells that may stand for a missing value, with their numbers of rows; for each column
-- of figures, how it uses dots and commas; for each column of degrees, its distinct cells that are not plain numbers.
SELECT {columns} FROM (SELECT {names}{odd} FROM {relation})
