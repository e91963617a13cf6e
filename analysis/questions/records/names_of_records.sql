-- One row for each patrol that has a number in the count of its corridor, and for each suspension, withdrawn ones too: record_id, and
-- what it is named by: number or start.
SELECT patrol_id AS record_id, number, NULL::DATE AS start FROM ever.patrols WHERE number IS NOT NULL
UNION ALL
SELECT suspension_id, NULL, start FROM ever.suspensions
