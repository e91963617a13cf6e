-- One row for each incident that happened, or may have happened, in the days of the records, at the chosen targets, on the
-- chosen stretch (without a kilometre it is on none), and that contains the search words in its id, kind, target, patrol,
-- place (under any name), weapon, claimant, note or sources. With $everywhere, on every corridor and on none.
-- `attack`: whether its kind is violent; `counted`: whether it counts by the chosen verifications and sources;
-- `tied_by_day`: whether only its day identifies the patrol (see ties.sql). $batch_from and $batch_to restrict the list to
-- some days, in its order; see incident_batches.sql.
WITH listed AS (
    SELECT incident_id, date, date_end, date_precision, corridor, kind, is_violent(kind) AS attack, target, target_party,
        patrol_id, incident_id IN (SELECT incident_id FROM tied_by_day) AS tied_by_day, verification,
        is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier) AS counted, place, km,
        incidents.geo_precision, target_name, effect, episode, weapon, claimed_by, killed_low, killed_best, killed_high, wounded_low, wounded_best,
        wounded_high, vehicles_damaged, note, corrected, len(incidents.source_ids)::INTEGER AS sources,
        concat_ws(' ', incident_id, kind, target, target_party, verification, patrol_id, place, array_to_string(other_names, ' '), target_name, weapon, claimed_by, note,
            documents) AS searched
    FROM incidents_with_source_choices AS incidents LEFT JOIN places USING (place) LEFT JOIN documents_of ON record_id = incident_id AND "table" = 'incidents'
    WHERE feed = $feed
      -- The second condition is the rule; the first allows skipping most of a file.
      AND (date BETWEEN $batch_from AND $batch_to OR date IS NULL)
      AND in_order(date, date_end) BETWEEN $batch_from AND $batch_to
      AND ($everywhere OR corridor = $corridor)
      AND ($target = 'any' OR target = $target)
      AND is_on_stretch(km, $km_from::DOUBLE, $km_to::DOUBLE)
      AND coalesce(date, $records_from) <= $records_to AND coalesce(date_end, $records_to) >= $records_from
)
SELECT * EXCLUDE (searched) FROM listed WHERE is_found($words, searched)
ORDER BY in_order(date, date_end), incident_id
