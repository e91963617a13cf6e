-- One row on a table: for each of some columns whether nearly all of its first cells are numbers.
SELECT {numeric} FROM (FROM {relation} LIMIT {most})
