-- One row for each row of a query from a day on.
FROM ({query}) WHERE in_order(date, date_end) >= $first_day
