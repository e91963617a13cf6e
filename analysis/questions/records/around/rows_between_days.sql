-- One row for each row of a query in the days of a batch.
FROM ({query}) WHERE in_order(date, date_end) BETWEEN $first_day AND $last_day
