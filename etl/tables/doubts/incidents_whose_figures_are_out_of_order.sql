-- Each condition lets a reader of Parquet leave out all rows of a feed that states one figure only, as most do.
SELECT incident_id AS record, what || ': low ' || coalesce(low::VARCHAR, 'unknown') || ', best '
    || coalesce(best::VARCHAR, 'unknown') || ', high ' || coalesce(high::VARCHAR, 'unknown') AS detail
FROM (
    SELECT incident_id, 'killed' AS what, killed_low AS low, killed_best AS best, killed_high AS high FROM incidents WHERE killed_low IS NOT NULL
    UNION ALL SELECT incident_id, 'killed', NULL, killed_best, killed_high FROM incidents WHERE killed_low IS NULL AND killed_high IS NOT NULL
    UNION ALL SELECT incident_id, 'wounded', wounded_low, wounded_best, wounded_high FROM incidents WHERE wounded_low IS NOT NULL
    UNION ALL SELECT incident_id, 'wounded', NULL, wounded_best, wounded_high FROM incidents WHERE wounded_low IS NULL AND wounded_high IS NOT NULL
) WHERE low > best OR best > high OR low > high
ORDER BY incident_id, what
