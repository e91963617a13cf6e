-- Which patrol an incident was on, where its record names none. Created when a release is opened, before derived.sql, from
-- stated_incidents, the live incidents as their feeds and editors state them.

-- One row for each patrol that was run; is_joint: with all parties of the corridor.
CREATE OR REPLACE TABLE runs AS
    SELECT patrols.*, list_has_all(participants, parties) AS is_joint
    FROM patrols JOIN corridors USING (corridor)
    WHERE outcome <> 'cancelled';

-- One row for each feed, corridor, choice (of participants: joint, any; of attacks: targets, any) and span of days without a
-- gap that is believed to be complete: "table", choice, from, through. Attacks on a corridor with counted exposure count as far
-- as they are held: few such lists are complete, and every number based on them says so. Spans that touch or overlap are
-- joined, whatever scope states them; days between two spans are not covered.
CREATE OR REPLACE TABLE complete_days AS
    WITH asked("table", choice, scope) AS (
        VALUES ('patrols', 'joint', 'joint'), ('patrols', 'joint', 'any'), ('patrols', 'any', 'any'),
            ('incidents', 'targets', 'patrol'), ('incidents', 'targets', 'any'), ('incidents', 'any', 'any')
    ),
    stated AS (
        SELECT feed, corridor, "table", choice, "from", through,
            max(through) OVER (PARTITION BY feed, corridor, "table", choice ORDER BY "from", through
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_before
        FROM coverage JOIN asked USING ("table", scope) LEFT JOIN corridors USING (corridor)
        WHERE complete OR unit IS NOT NULL AND "table" = 'incidents'
    ),
    spans AS (
        SELECT *, count(*) FILTER (held_before IS NULL OR "from" > held_before + 1)
            OVER (PARTITION BY feed, corridor, "table", choice ORDER BY "from", through) AS span
        FROM stated
    )
    SELECT feed, corridor, "table", choice, min("from") AS "from", max(through) AS through
    FROM spans GROUP BY feed, corridor, "table", choice, span;

-- The spans with all patrols for a choice of participants, and those with all attacks for a choice (targets: attacks on patrols,
-- or on what the corridor counts).
CREATE OR REPLACE TABLE complete_patrol_days AS
    SELECT feed, corridor, choice AS participants, "from", through FROM complete_days WHERE "table" = 'patrols';
CREATE OR REPLACE TABLE complete_attack_days AS
    SELECT feed, corridor, choice AS attacked, "from", through FROM complete_days WHERE "table" = 'incidents';
-- One row for each incident on a patrol that names no patrol, but can only have been on one: its day is known, all patrols of
-- that day are held, and one of them alone ran on that day or may have. An incident with the number of a patrol that is not held, or
-- of which an editor decided that it was on none, is not tied.
CREATE OR REPLACE TABLE tied_by_day AS
    SELECT incident_id, any_value(runs.patrol_id) AS patrol_id
    FROM stated_incidents AS incident
    JOIN runs ON runs.feed = incident.feed AND runs.corridor = incident.corridor
        AND coalesce(runs.date <= incident.date, true) AND coalesce(runs.date_end >= incident.date, true)
    WHERE incident.target = 'patrol' AND incident.patrol_id IS NULL AND incident.date_precision = 'day'
      AND incident_id NOT IN (SELECT incident_id FROM placements WHERE number IS NOT NULL)
      AND incident_id NOT IN (
        SELECT record_id FROM review_entries SEMI JOIN applied USING (entry) WHERE "table" = 'incidents' AND "column" = 'patrol_id')
      AND EXISTS (
        FROM complete_patrol_days AS held
        WHERE held.feed = incident.feed AND held.corridor = incident.corridor AND incident.date BETWEEN held."from" AND held.through)
    GROUP BY incident_id
    HAVING count(*) = 1 AND bool_and(runs.date_precision = 'day');
