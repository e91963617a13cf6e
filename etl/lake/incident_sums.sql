-- One row for each set of standing incidents of a part that every count treats alike, and their number (incidents). Days are
-- empty off every corridor, where incidents are not counted by day.
SELECT feed, corridor, CASE WHEN corridor IS NOT NULL THEN date END AS date, CASE WHEN corridor IS NOT NULL THEN date_end END AS date_end,
    CASE WHEN corridor IS NOT NULL THEN date_precision END AS date_precision, kind, target, verification,
    coalesce(contains(reported_by, ';'), false) AS has_several_reporters, count(*) AS incidents
FROM ({rows}) WHERE withdrawn_release IS NULL
GROUP BY ALL
ORDER BY corridor NULLS FIRST, date NULLS FIRST, date_end NULLS FIRST, kind, target, verification, has_several_reporters, date_precision
