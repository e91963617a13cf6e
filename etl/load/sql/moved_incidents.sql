-- One row for each known incident that would move to a new corridor, with what its preview shows.
SELECT incident_id, feed, date, kind, target, place, corridor, lat, lon
FROM ({incidents}) WHERE incident_id IN ({moved})
