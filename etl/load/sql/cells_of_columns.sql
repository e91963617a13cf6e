-- One row: for each column its cells that may say that a value is not known, with their numbers of rows; then for each column of
-- figures how dots and commas stand in it.
SELECT {columns} FROM (SELECT {tidied} FROM {relation})
