-- One row for each pair of first and last day (date, date_end) of the rows of a query, with their number (records).
SELECT date, date_end, count(*) AS records FROM ({query}) GROUP BY date, date_end
