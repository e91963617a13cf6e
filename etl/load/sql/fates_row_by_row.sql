-- One row for each row of a load that no check rejects: its file, the sheet if several were read, and its line, its fate with the reason, and its record.
-- For a changed record, the reason names each field that differs, before and after.
SELECT r.file, {sheet} AS sheet, r.line,
    CASE WHEN r.nth > 1 THEN 'duplicates' ELSE coalesce(x.fate, {fate}) END AS fate,
    CASE
        WHEN r.nth > 1 THEN 'another row of this load says the same event'
        WHEN x.fate IS NOT NULL THEN x.reason
        ELSE {reason}
    END AS reason,
    {table} AS "table", e.{day} AS date, {last_day} AS date_end, {what} AS what, {place} AS place, e.corridor
FROM {rows} AS r
JOIN {events} AS e USING ({key})
LEFT JOIN (SELECT key, max(fate) AS fate, min(reason) AS reason FROM ({exclusions}) GROUP BY key) AS x ON x.key = r.{key}
{fates}
WHERE x.fate IS DISTINCT FROM 'rejected' OR r.nth > 1
