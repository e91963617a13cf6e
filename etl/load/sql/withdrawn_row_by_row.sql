-- One row for each record that a load withdraws, in its known state.
SELECT NULL::INTEGER AS file, NULL::BIGINT AS line, 'withdrawn' AS fate, {reason} AS reason, {table} AS "table", e.{day} AS date,
    {last_day} AS date_end, {what} AS what, {place} AS place, e.corridor
FROM ({known}) AS e
WHERE withdrawn_release IS NULL AND {key} IN (SELECT {key} FROM {withdrawn})
