-- One row for each count of the corridor's exposure that touches the days of the records and contains the search words in its
-- id, unit, counter, note or sources.
WITH listed AS (
    SELECT exposure_id, period_start, period_end, unit, count, counted_by, note, edited.corrected, len(source_ids)::INTEGER AS sources,
        concat_ws(' ', exposure_id, unit, counted_by, note, array_to_string(source_ids, ' ')) AS searched
    FROM exposure_held LEFT JOIN corrected_records AS edited ON "table" = 'exposure' AND record_id = exposure_id
    WHERE feed = $feed AND corridor = $corridor AND period_start <= $records_to AND period_end >= $records_from
)
SELECT * EXCLUDE (searched) FROM listed WHERE is_found($words, searched)
ORDER BY period_start, counted_by, exposure_id
