-- One row for each attack and announced suspension on a corridor, as recorded: record, feed, what (attack, suspension),
-- kind, date, date_end, date_precision, place, verification, announced_by, first_release. The days of a suspension begin
-- with its start. Records that an editor linked are counted once.
WITH told_again AS (SELECT "table", record_id FROM same_events WHERE record_id <> event_id)
SELECT incident_id AS record, feed, 'attack' AS what, kind, date, date_end, date_precision, place, verification, NULL AS announced_by, first_release
FROM attacks WHERE corridor = $corridor AND incident_id NOT IN (SELECT record_id FROM told_again WHERE "table" = 'incidents')
UNION ALL
SELECT suspension_id, feed, 'suspension', NULL, "start", "start", 'day', NULL, NULL, announced_by, first_release
FROM suspensions WHERE corridor = $corridor AND suspension_id NOT IN (SELECT record_id FROM told_again WHERE "table" = 'suspensions')
ORDER BY date, record
