-- One row for each patrol of the corridor and feed that ran, or may have run, in the days of the records, that entered
-- the chosen stretch (with unknown reach it is on none), and that contains the search words in its id, numbers, places
-- (under any name), note or sources. `attacked` uses the chosen verifications.
WITH named AS (SELECT place, concat_ws(' ', place, array_to_string(other_names, ' ')) AS names FROM places),
counted AS (
    SELECT patrol_id, string_agg(counted_by || ' ' || number, ', ' ORDER BY counted_by) AS other_numbers
    FROM patrol_numbers GROUP BY patrol_id
),
listed AS (
    SELECT patrol_id, number, other_numbers, date, date_end, date_precision,
        array_to_string(participants, ', ') AS participants, outcome,
        patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked,
        place_from, place_to, km_from, km_to, length_km, note, corrected, reported_by AS sources,
        concat_ws(' ', patrol_id, 'patrol', number, array_to_string(participants, ' '), outcome, other_numbers, start.names, finish.names, note, documents) AS searched
    FROM patrols
    LEFT JOIN counted USING (patrol_id)
    LEFT JOIN reaches USING (patrol_id)
    LEFT JOIN named AS start ON start.place = place_from
    LEFT JOIN named AS finish ON finish.place = place_to
    LEFT JOIN documents_of ON record_id = patrol_id AND "table" = 'patrols'
    WHERE feed = $feed AND corridor = $corridor
      AND ($participants = 'any' OR list_has_all(participants, (SELECT parties FROM corridors WHERE corridor = $corridor)))
      AND has_driven(km_low, km_high, $km_from::DOUBLE, $km_to::DOUBLE)
      AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
)
SELECT * EXCLUDE (searched) FROM listed WHERE is_found($words, searched)
ORDER BY coalesce(date, date_end), number, patrol_id
