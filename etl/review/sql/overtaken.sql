-- One row for each correction in force whose feed says something else in the later of two releases: entry, record_id, column,
-- what the feed says now, and the value of the correction.
SELECT entry, said.record_id, said."column", now.stated_now, said.value
FROM after.applied AS now JOIN after.review_entries AS said USING (entry) LEFT JOIN before.applied AS before USING (entry)
WHERE now.standing = 'feed_changed' AND now.stated_now IS DISTINCT FROM before.stated_now
ORDER BY entry
