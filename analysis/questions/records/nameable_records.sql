-- One row for each patrol and suspension, withdrawn ones too: its id and table, and what it is named by.
SELECT
  patrol_id AS record_id, 'patrols' AS "table", corridor, number, date, date_end, date_precision, NULL AS announced_by
FROM ever.patrols
UNION ALL
SELECT suspension_id, 'suspensions', corridor, NULL, start, start, 'day', announced_by FROM ever.suspensions
