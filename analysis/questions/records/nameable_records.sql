-- One row for each patrol and suspension, including withdrawn ones: its id and table, and what names it.
SELECT
  patrol_id AS record_id, 'patrols' AS "table", corridor, number, date, date_end, date_precision, NULL AS announced_by
FROM ever.patrols
UNION ALL
SELECT suspension_id, 'suspensions', corridor, NULL, start, start, 'day', announced_by FROM ever.suspensions
