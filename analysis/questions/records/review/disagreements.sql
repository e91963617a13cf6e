-- One row for each claim on a field where at least one claim differs from the record: table, record_id, the record that opens
-- for it (opens), date, field, chosen (what the record says; empty: unknown), value, agrees, claimed_by_side, source_id, publisher.
-- $corridor narrows.
WITH held AS (
    SELECT 'patrols' AS "table", patrol_id AS record_id, patrol_id AS opens, corridor, date, to_json(patrols) AS says FROM patrols
    UNION ALL
    SELECT 'incidents', incident_id, incident_id, corridor, date, to_json(incidents) FROM incidents
    WHERE incident_id IN (SELECT record_id FROM claims WHERE "table" = 'incidents')
    UNION ALL
    SELECT 'suspensions', suspension_id, suspension_id, corridor, start, to_json(suspensions) FROM suspensions
    UNION ALL
    SELECT 'casualties', concat_ws(' / ', incident_id, side), incident_id, corridor, date, to_json(casualties)
    FROM casualties JOIN incidents USING (incident_id)
),
said AS (
    SELECT claims."table", claims.record_id, opens, date, field, value, claimed_by_side, source_id,
        CASE json_type(says -> field) WHEN 'ARRAY' THEN array_to_string((says -> field)::VARCHAR[], ';') ELSE says ->> field END AS chosen
    FROM claims JOIN held ON held."table" = claims."table" AND held.record_id = claims.record_id
    WHERE $corridor IS NULL OR corridor = $corridor
),
judged AS (
    SELECT *, coalesce(value = chosen OR try_cast(value AS DOUBLE) = try_cast(chosen AS DOUBLE), false) AS agrees FROM said
)
SELECT "table", record_id, opens, date, field, chosen, value, agrees, claimed_by_side, source_id, publisher
FROM judged LEFT JOIN (SELECT source_id, publisher FROM sources) USING (source_id)
QUALIFY NOT bool_and(agrees) OVER (PARTITION BY "table", record_id, field)
ORDER BY date DESC, "table", record_id, field, agrees DESC, claimed_by_side, value, source_id
