-- One row for each claim. Claims on a merged record move to the record that keeps the event.
SELECT DISTINCT * REPLACE (CASE WHEN into_id IS NULL THEN record_id ELSE into_id || record_id[len(joined_id) + 1:] END AS record_id)
FROM {rows} LEFT JOIN {joined}
    ON joined_table = CASE "table" WHEN 'casualties' THEN 'incidents' WHEN 'patrol_numbers' THEN 'patrols' ELSE "table" END
    AND joined_id = CASE WHEN "table" IN ('casualties', 'patrol_numbers') THEN split_part(record_id, ' / ', 1) ELSE record_id END
