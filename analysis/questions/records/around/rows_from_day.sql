-- One row for each row of a query from a day on. The first condition lets most of a file unread, the second is the rule.
FROM ({query}) WHERE (date >= $first_day OR date IS NULL) AND in_order(date, date_end) >= $first_day
ORDER BY {order}
