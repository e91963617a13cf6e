-- One row for each row of a list of deletions that can be read: its file and line, its fate with the reason, and the record that it names.
SELECT file, line, fate,
    CASE fate WHEN 'changed' THEN {deleted} WHEN 'left_out' THEN {never_loaded} ELSE {deleted_before} END AS reason,
    {table} AS "table", e.{day} AS date, {last_day} AS date_end, {what} AS what, {place} AS place, e.corridor
FROM ({fates}) AS e
