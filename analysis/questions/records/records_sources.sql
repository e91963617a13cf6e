-- One row for each source of the corridor that contains the search words (in its id, publisher, title or origin), with the
-- number of records based on it. Sources used only by records off the corridor are left out; a source that no record uses
-- belongs to all.
WITH held AS (
    SELECT corridor, 'patrols' AS "table", patrol_id AS record_id, source_ids FROM patrols
    UNION ALL SELECT corridor, 'incidents', incident_id, source_ids FROM single_incidents
    -- No other record names a document, but a claim about one may. They are not read without such a claim.
    UNION ALL SELECT corridor, 'incidents', incident_id, NULL FROM incidents
        SEMI JOIN (
            FROM (SELECT split_part(record_id, ' / ', 1) AS incident_id FROM claims WHERE "table" IN ('incidents', 'casualties'))
            ANTI JOIN single_incidents USING (incident_id)
        ) USING (incident_id)
    UNION ALL SELECT corridor, 'suspensions', suspension_id, source_ids FROM suspensions
    UNION ALL SELECT corridor, 'exposure', exposure_id, source_ids FROM exposure WHERE source_ids IS NOT NULL
    UNION ALL SELECT corridor, 'milestones', milestone_id, source_ids FROM milestones
    UNION ALL SELECT corridor, 'corridors', corridor, source_ids FROM corridors
),
named AS (
    SELECT DISTINCT corridor, unnest(source_ids) AS source_id FROM held
    UNION
    SELECT corridor, source_id
    FROM claims JOIN held ON held.record_id = split_part(claims.record_id, ' / ', 1)
        AND held."table" = CASE claims."table" WHEN 'patrol_numbers' THEN 'patrols' WHEN 'casualties' THEN 'incidents' ELSE claims."table" END
)
SELECT source_id, publisher, title, date, url, accessed_via, coalesce(records, 0) AS records
FROM sources LEFT JOIN (SELECT source_id, count(*)::INTEGER AS records FROM cited GROUP BY source_id) USING (source_id)
WHERE is_found($words, concat_ws(' ', source_id, publisher, title, origin))
  AND (source_id IN (SELECT source_id FROM named WHERE corridor = $corridor)
    OR source_id NOT IN (SELECT source_id FROM named WHERE source_id IS NOT NULL))
ORDER BY date NULLS LAST, source_id
