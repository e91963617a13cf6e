-- One row for each record of one table of a file: its place, its fate (blank, rejected, left_out; NULL: a good record) with why,
-- the cells that could not be read, and the columns of our table.
SELECT *,
    CASE WHEN is_blank THEN 'blank' WHEN reject IS NOT NULL THEN 'rejected' WHEN rule IS NOT NULL THEN 'left_out' END AS fate
FROM (
    SELECT {number} AS file, record, line, {is_blank} AS is_blank, {line_breaks} AS line_breaks, {reject} AS reject,
        {rule} AS rule, {unread_cells} AS unread_cells{filled}{copied}
    FROM (
        SELECT *, {unread} AS {unread_cells}
        FROM (SELECT *{parsed} FROM (SELECT *{tidied} FROM (SELECT {places}, {names}{copies} FROM {relation})) AS cells{joins})
    )
    WHERE coalesce({into}, {otherwise}) = {table}
)
