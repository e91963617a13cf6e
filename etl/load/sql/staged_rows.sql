-- One row for each record of one table of a file: its place, its fate (blank, rejected, left_out; NULL: a good record) with the
-- rule that leaves it out, its faults (why it is rejected, or which cells a good record is kept without), and the columns of our
-- table. Nearly all rows have no faults, but a nested column takes long to sort and write: there is only one.
SELECT * EXCLUDE (is_blank, reject, unread_cells),
    CASE WHEN is_blank THEN 'blank' WHEN reject IS NOT NULL THEN 'rejected' WHEN rule IS NOT NULL THEN 'left_out' END AS fate,
    CASE WHEN reject IS NOT NULL THEN [reject] ELSE unread_cells END AS faults
FROM (
    SELECT {number} AS file, record, line, {is_blank} AS is_blank, {line_breaks} AS line_breaks, {reject} AS reject,
        {rule} AS rule, {unread_cells} AS unread_cells{filled}{copied}
    FROM (
        SELECT *, {unread} AS {unread_cells}
        FROM {outer}(SELECT *{parsed} FROM (SELECT *{tidied} FROM (SELECT {places}, {names}{copies} FROM {relation})) AS cells{joins}){ends}
    )
    WHERE coalesce({into}, {otherwise}) = {table}
)
