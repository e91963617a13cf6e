-- One row for each loaded file, newest first: its load, release and feed, when and by whom it was loaded, its counts (rows =
-- loaded + changed + duplicates + left_out + rejected + blank), what its events are, and how it was read.
SELECT load_id, release, file, feed, feed_release, loaded_at, loaded_by,
    rows, loaded, changed, note_only, duplicates, left_out, rejected, blank, withdrawn,
    events, first_date, last_date, killed_best, encoding, date_order, warnings, options, sha256
FROM loads ORDER BY release DESC, string_split(load_id, '/')[2]::INTEGER
