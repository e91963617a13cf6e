-- What replaces views of derived.sql in a release whose large parts of incidents have sums, see etl/lake/incident_sums.sql. These incidents
-- name no patrol, document or episode.
CREATE OR REPLACE VIEW incidents_with_source_choices AS
    FROM single_incidents_with_source_choices
    UNION ALL BY NAME
    SELECT *, CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END AS source_choices FROM summed_incidents;

-- Counts only ask whether a kind is violent or unknown, so the others become one.
CREATE TABLE summed_by_day AS
    SELECT feed, corridor, date, date_end, date_precision,
        CASE WHEN is_violent(kind) THEN 'attack' WHEN kind = 'unknown' THEN kind ELSE 'other' END AS kind, target, verification,
        CASE WHEN has_several_reporters THEN ['independent'] ELSE [] END AS source_choices, 0 AS documents, sum(incidents) AS incidents
    FROM incident_sums GROUP BY ALL ORDER BY corridor, feed, date;
CREATE OR REPLACE VIEW incident_counts AS
    SELECT feed, corridor, date, date_end, date_precision, kind, target, verification, source_choices, earlier, patrol_id,
        len(source_ids) AS documents, 1 AS incidents
    FROM single_incidents_with_source_choices
    UNION ALL BY NAME FROM summed_by_day;
