-- One row where any record may be a total or a heading: the same as totals_suspected.sql suspects, seen at a glance.
SELECT 1
FROM (SELECT *, {label} AS "its label", {written} AS "its written", {own} AS "its own", {worded} AS "its worded" FROM {relation})
WHERE "its label" IS NOT NULL OR "its worded" = 0 OR "its written" <= 1
    OR CASE WHEN "its own" = 0 THEN coalesce({day}.precision IN ('month', 'year'), false) ELSE false END
LIMIT 1
