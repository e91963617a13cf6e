-- One row for each source in which the searched words stand (in its id, publisher, title or origin), with the number of records that
-- rest on it.
SELECT source_id, publisher, title, date, url, accessed_via, coalesce(records, 0) AS records
FROM sources LEFT JOIN (SELECT source_id, count(*)::INTEGER AS records FROM cited GROUP BY source_id) USING (source_id)
WHERE is_found($words, concat_ws(' ', source_id, publisher, title, origin))
ORDER BY date NULLS LAST, source_id
