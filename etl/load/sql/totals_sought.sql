-- One row if any record may be a total or a heading. A fast version of the conditions in totals_suspected.sql.
SELECT 1
FROM (SELECT *, {label} AS "its label", {written} AS "its written", {own} AS "its own", {worded} AS "its worded" FROM {relation})
WHERE "its label" IS NOT NULL OR "its worded" = 0 OR "its written" <= 1
    OR CASE WHEN "its own" = 0 THEN coalesce({day}.precision IN ('month', 'year'), false) ELSE false END
LIMIT 1
