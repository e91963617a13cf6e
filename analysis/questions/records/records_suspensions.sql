-- One row for each announced suspension of the corridor that touches the days of the records and contains the search words in
-- its id, announcer, reason, note or sources.
WITH listed AS (
    SELECT suspension_id, announced_on, start, "end", announced_by, side, reason, note, corrected, len(source_ids)::INTEGER AS sources,
        concat_ws(' ', suspension_id, announced_by, reason, note, documents) AS searched
    FROM suspensions LEFT JOIN documents_of ON record_id = suspension_id AND "table" = 'suspensions'
    WHERE feed = $feed AND corridor = $corridor AND start <= $records_to AND coalesce("end" >= $records_from, true)
)
SELECT * EXCLUDE (searched) FROM listed WHERE is_found($words, searched)
ORDER BY start, suspension_id
