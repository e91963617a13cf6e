-- One row for each row of a query in the days of a batch. The second condition is the rule; the first allows skipping most
-- of a file.
FROM ({query})
WHERE (date BETWEEN $first_day AND $last_day OR date IS NULL) AND in_order(date, date_end) BETWEEN $first_day AND $last_day
ORDER BY {order}
