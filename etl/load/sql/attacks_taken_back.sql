-- The known live attacks on patrols of a log of which this load does not say again that they were attacked.
SELECT date, coalesce(feed_id, incident_id) AS id
FROM ({known})
WHERE withdrawn_release IS NULL AND incident_id NOT IN (SELECT incident_id FROM {incidents})
  AND patrol_id IN (SELECT patrol_id FROM {patrols} WHERE extra_row_of_log IS NOT NULL)
  AND patrol_id NOT IN (SELECT patrol_id FROM {events} WHERE patrol_id IS NOT NULL)
ORDER BY ALL
