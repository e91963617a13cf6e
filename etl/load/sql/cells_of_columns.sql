-- One row: for each column its cells that may say that a value is not known, with their numbers of rows; then for each column of
-- figures how dots and commas stand in it; then for each column of degrees its different cells that are no plain number.
SELECT {columns} FROM (SELECT {names}{odd} FROM {relation})
