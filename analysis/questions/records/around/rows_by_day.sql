-- One row for each first and last day of the rows of a query (date, date_end), and how many they are (records).
SELECT date, date_end, count(*) AS records FROM ({query}) GROUP BY date, date_end
