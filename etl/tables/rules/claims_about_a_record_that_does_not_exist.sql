-- Column at fault: record_id
WITH records AS (
    SELECT 'patrols' AS "table", patrol_id AS record_id FROM patrols
    UNION ALL SELECT 'incidents', incident_id FROM incidents
    UNION ALL SELECT 'suspensions', suspension_id FROM suspensions
    UNION ALL SELECT 'exposure', exposure_id FROM exposure
    UNION ALL SELECT 'casualties', incident_id || ' / ' || side FROM casualties
    UNION ALL SELECT 'patrol_numbers', patrol_id || ' / ' || counted_by FROM patrol_numbers
)
SELECT concat_ws(' / ', "table", record_id) AS record, field AS detail
FROM claims ANTI JOIN records USING ("table", record_id)
