-- One row for each row of a query from a day on. The second condition is the rule; the first allows skipping most of a file.
FROM ({query}) WHERE (date >= $first_day OR date IS NULL) AND in_order(date, date_end) >= $first_day
ORDER BY {order}
