-- One row: the records in the days of the records that are on no stretch, since their place on the route is unknown: patrols
-- (of unknown reach) and incidents (without a kilometre).
SELECT
    (SELECT count(*)::INTEGER FROM patrols
     WHERE feed = $feed AND corridor = $corridor AND patrol_id NOT IN (SELECT patrol_id FROM reaches)
       AND ($participants = 'any' OR list_has_all(participants, (SELECT parties FROM corridors WHERE corridor = $corridor)))
       AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from) AS patrols,
    (SELECT count(*)::INTEGER FROM incidents
     WHERE feed = $feed AND corridor = $corridor AND km IS NULL AND ($target = 'any' OR target = $target)
       AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from) AS incidents
