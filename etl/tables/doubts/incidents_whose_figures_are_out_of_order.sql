SELECT incident_id AS record, what || ': low ' || coalesce(low::VARCHAR, 'unknown') || ', best '
    || coalesce(best::VARCHAR, 'unknown') || ', high ' || coalesce(high::VARCHAR, 'unknown') AS detail
FROM (
    SELECT incident_id, 'killed' AS what, killed_low AS low, killed_best AS best, killed_high AS high FROM incidents
    UNION ALL SELECT incident_id, 'wounded', wounded_low, wounded_best, wounded_high FROM incidents
) WHERE low > best OR best > high OR low > high
ORDER BY incident_id, what
