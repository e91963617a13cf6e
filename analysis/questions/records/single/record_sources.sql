-- One row for each document that a record names ($source_ids), oldest first. cited_for: its purpose, if it does not report the
-- record itself.
SELECT source_id, publisher, title, date, url, (
    SELECT any_value(cited_for) FROM claims
    WHERE claims.source_id = sources.source_id AND "table" IN ($table, 'casualties', 'patrol_numbers')
      AND split_part(record_id, ' / ', 1) = $record_id
) AS cited_for
FROM sources WHERE list_contains($source_ids, source_id)
ORDER BY date NULLS LAST, source_id
