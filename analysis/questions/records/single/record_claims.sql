-- One row for each claim about a record, about one side's casualties in it, or about its number in one count. Claims on one
-- field are listed together.
SELECT concat_ws(' ', field, nullif(claims.record_id, $record_id)[len($record_id) + 4:]) AS field, claimed_by_side, value, claims.source_id, cited_for, publisher, url
FROM claims LEFT JOIN sources USING (source_id)
WHERE ("table" = $table AND record_id = $record_id)
   OR ("table" IN ('casualties', 'patrol_numbers') AND starts_with(record_id, $record_id || ' / '))
ORDER BY field, claimed_by_side, value
