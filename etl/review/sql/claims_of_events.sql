-- One row for each claim, on the record that took in the incident of which it was made.
SELECT DISTINCT claims.* REPLACE (CASE WHEN into_id IS NULL THEN record_id ELSE into_id || record_id[len(incident_id) + 1:] END AS record_id)
FROM {stated}.claims AS claims LEFT JOIN {reviewed}.joined_incidents
    ON "table" IN ('incidents', 'casualties') AND split_part(record_id, ' / ', 1) = incident_id
