-- Small tables shared by many questions, created when a release is opened. Reading one of them instead of joining several
-- tables saves most of the time of a question.

-- One row for each record and each document that it is based on.
CREATE OR REPLACE TABLE cited AS
    SELECT 'patrols' AS "table", patrol_id AS record_id, unnest(source_ids) AS source_id FROM patrols
    UNION ALL SELECT 'incidents', incident_id, unnest(source_ids) FROM single_incidents
    UNION ALL SELECT 'suspensions', suspension_id, unnest(source_ids) FROM suspensions;
-- Documents of counts of exposure, of which there may be millions, are only read to show one of them.

-- Those in which the document reports the record. A document that a claim cites only for a number, or for the absence of a run,
-- does not report it: the record names the document, but is not based on it.
CREATE OR REPLACE TABLE reporting_documents AS
    FROM cited ANTI JOIN (
        SELECT CASE "table" WHEN 'patrol_numbers' THEN 'patrols' WHEN 'casualties' THEN 'incidents' ELSE "table" END AS "table",
            split_part(record_id, ' / ', 1) AS record_id, source_id
        FROM claims WHERE cited_for IS NOT NULL
    ) USING ("table", record_id, source_id);

-- One row for each incident with documents: the choices of sources under which it counts. `independent`: at least two documents
-- of different origin (officials of one side have one origin); `official`: an official voice, or a party of the corridor quoted
-- in one of the documents, reports it; `side:` and a side: that side reports it.
CREATE OR REPLACE TABLE incident_source_choices AS
    WITH rests AS (
        SELECT incident_id, corridor, source_id
        FROM reporting_documents JOIN single_incidents ON record_id = incident_id WHERE "table" = 'incidents'
    ),
    claimed AS (
        SELECT DISTINCT split_part(record_id, ' / ', 1) AS incident_id, source_id, claimed_by_side
        FROM claims WHERE "table" IN ('incidents', 'casualties')
    ),
    voices AS (
        SELECT incident_id, lower(trim(coalesce(side, origin, publisher))) AS origin, voice = 'official' AS is_official, side
        FROM rests JOIN sources USING (source_id)
        UNION ALL
        SELECT incident_id, NULL, true, claimed_by_side
        FROM rests JOIN claimed USING (incident_id, source_id) JOIN corridors USING (corridor)
        WHERE list_contains(parties, claimed_by_side)
    )
    SELECT incident_id, list_concat(
        CASE WHEN count(DISTINCT origin) >= 2 THEN ['independent'] ELSE [] END,
        CASE WHEN bool_or(is_official) THEN ['official'] ELSE [] END,
        coalesce(list(DISTINCT 'side:' || side) FILTER (side IS NOT NULL), [])
    ) AS source_choices
    FROM voices GROUP BY incident_id;

-- One row for each incident that continues an episode: how each earlier incident of the episode is verified, and who reports it
-- (earlier). If one of these counts, it represents the episode.
CREATE OR REPLACE TABLE episodes_continued AS
    SELECT incident_id, earlier FROM (
        SELECT incident_id, list({'verification': verification, 'source_choices': coalesce(source_choices,
                CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END)}) OVER (
            PARTITION BY feed, corridor, episode ORDER BY date, incident_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
        FROM single_incidents LEFT JOIN incident_source_choices USING (incident_id)
        WHERE episode IS NOT NULL AND is_violent(kind)
    ) WHERE earlier IS NOT NULL;

-- One row for each incident, with the choices of sources under which it counts. For records without documents only the sources
-- named by their feed are known; more than one are taken as independent. incident_source_choices already has one row per
-- incident. Grouping it shows this to DuckDB, so that it omits the join, with the ids of a million incidents, if no choice of
-- sources is used.
CREATE OR REPLACE VIEW single_incidents_with_source_choices AS
    SELECT incidents.*,
        coalesce(source_choices, CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END) AS source_choices, earlier
    FROM single_incidents AS incidents LEFT JOIN (
        SELECT incident_id, any_value(source_choices) AS source_choices
        FROM incident_source_choices GROUP BY incident_id
    ) USING (incident_id) LEFT JOIN (
        SELECT incident_id, any_value(earlier) AS earlier FROM episodes_continued GROUP BY incident_id
    ) USING (incident_id);
CREATE OR REPLACE VIEW incidents_with_source_choices AS FROM single_incidents_with_source_choices;
CREATE OR REPLACE VIEW attacks AS FROM incidents_with_source_choices WHERE is_violent(kind);

-- One row for each incident, or for each set of incidents that no count tells apart if they are summed (see summed.sql): what counting asks of them,
-- how many documents each of them names (documents), and how many they are (incidents).
CREATE OR REPLACE VIEW incident_counts AS
    SELECT feed, corridor, date, date_end, date_precision, kind, target, verification, source_choices, earlier, patrol_id,
        len(source_ids) AS documents, 1 AS incidents
    FROM single_incidents_with_source_choices;
CREATE OR REPLACE VIEW attack_counts AS SELECT * RENAME (incidents AS attacks) FROM incident_counts WHERE is_violent(kind);

-- One row for each attack on what the corridor counts: on a patrol, or, with counted exposure, on a ship, flight or convoy.
-- patrol_day: the known day of the patrol that it is tied to; patrol_is_joint: see runs.
CREATE OR REPLACE TABLE attacks_on_exposed AS
    SELECT attacks.*, is_joint AS patrol_is_joint, CASE WHEN runs.date_precision = 'day' THEN runs.date END AS patrol_day
    FROM single_incidents_with_source_choices AS attacks
    JOIN (SELECT corridor, CASE WHEN unit IS NULL THEN 'patrol' ELSE 'traffic' END AS target FROM corridors) USING (corridor, target)
    LEFT JOIN runs USING (patrol_id, feed, corridor)
    WHERE is_violent(kind);

-- One row for each corridor and feed with incidents but no counts: the feed whose counts it borrows, which has only counts
-- there. The traffic of a corridor does not depend on who lists the attacks. A feed's own counts are never mixed with others.
CREATE OR REPLACE TABLE lent_exposure AS
    WITH held AS (SELECT corridor, feed, list(DISTINCT "table") AS tables FROM coverage GROUP BY ALL)
    SELECT borrower.corridor, borrower.feed, min(lender.feed) AS lender
    FROM held AS borrower JOIN held AS lender USING (corridor)
    WHERE list_contains(borrower.tables, 'incidents') AND NOT list_contains(borrower.tables, 'exposure') AND lender.tables = ['exposure']
    GROUP BY ALL;
-- Each feed is joined to the counts that it uses, since a union of own and borrowed counts would read all files twice.
CREATE OR REPLACE TABLE exposure_used AS
    SELECT DISTINCT corridor, feed, feed AS counted_in FROM exposure_to_sum
    UNION ALL SELECT corridor, feed, lender FROM lent_exposure;
CREATE OR REPLACE VIEW exposure_held AS
    SELECT held.* REPLACE (used.feed AS feed)
    FROM exposure_to_sum AS held JOIN exposure_used AS used ON used.corridor = held.corridor AND used.counted_in = held.feed;

-- One row for each count of a corridor's exposure by the counter that the corridor names, and the spans of days that these fill
-- without a gap. These are views, since there may be millions of counts and a question needs those of one corridor.
CREATE OR REPLACE VIEW counted_exposure AS
    SELECT exposure_id, feed, corridor, period_start, period_end, count
    FROM exposure_held JOIN corridors USING (corridor) WHERE counted_by = own_count;
CREATE OR REPLACE VIEW exposed_days AS
    WITH counts AS (
        SELECT *, lag(period_end) OVER (PARTITION BY feed, corridor ORDER BY period_start) AS before FROM counted_exposure
    ),
    spans AS (
        SELECT *, count(*) FILTER (before IS NULL OR period_start > before + 1)
            OVER (PARTITION BY feed, corridor ORDER BY period_start) AS span
        FROM counts
    )
    SELECT feed, corridor, min(period_start) AS "from", max(period_end) AS through FROM spans GROUP BY feed, corridor, span;

-- The spans with rates by participants, which need all patrols and all attacks.
CREATE OR REPLACE VIEW complete_rate_days AS
    SELECT feed, corridor, participants,
        greatest(p."from", a."from") AS "from", least(p.through, a.through) AS through
    FROM complete_patrol_days AS p JOIN complete_attack_days AS a USING (feed, corridor)
    WHERE attacked = 'targets' AND greatest(p."from", a."from") <= least(p.through, a.through)
    UNION ALL
    SELECT feed, corridor, participants, greatest(e."from", a."from"), least(e.through, a.through)
    FROM exposed_days AS e JOIN complete_attack_days AS a USING (feed, corridor), (VALUES ('joint'), ('any')) AS choices(participants)
    WHERE attacked = 'targets' AND greatest(e."from", a."from") <= least(e.through, a.through);

-- One row for each number of a patrol in a count: counted_by, own (whether it is the corridor's own count), number; day: the
-- known day of the patrol; is_counted: whether the patrol is one of the joint patrols that the count numbers. Patrols that were
-- cancelled or run by one party are not, unless the corridor says so for its own count.
CREATE OR REPLACE TABLE numbers AS
    SELECT feed, corridor, counted_by, own, number, patrol_id, date, date_end,
        CASE WHEN date_precision = 'day' THEN date END AS day,
        (outcome <> 'cancelled' OR holds_cancelled AND own) AND (list_has_all(participants, parties) OR holds_one_party AND own)
            AS is_counted
    FROM (
        SELECT patrols.*, own_count AS counted_by, true AS own FROM patrols JOIN corridors USING (corridor) WHERE number IS NOT NULL
        UNION ALL
        SELECT patrols.* REPLACE (stated.number AS number), counted_by, false
        FROM patrol_numbers AS stated JOIN patrols USING (patrol_id)
    ) JOIN (
        SELECT corridor, parties, coalesce(list_contains(count_holds, 'cancelled'), false) AS holds_cancelled,
            coalesce(list_contains(count_holds, 'one_party'), false) AS holds_one_party
        FROM corridors
    ) USING (corridor);

-- One row for each record with documents: their publishers and titles, for searching, and the number that report it
-- (reported_by).
CREATE OR REPLACE TABLE documents_of AS
    SELECT "table", record_id, string_agg(concat_ws(' ', source_id, publisher, title), ' ') AS documents, count(reporter)::INTEGER AS reported_by
    FROM cited JOIN sources USING (source_id)
    LEFT JOIN (SELECT *, source_id AS reporter FROM reporting_documents) USING ("table", record_id, source_id)
    GROUP BY "table", record_id;

-- One row for each patrol whose reach is known: its lowest and highest kilometre. A full run covers the whole corridor, whether
-- or not its places are named.
CREATE OR REPLACE TABLE reaches AS
    SELECT patrol_id, km_low, km_high
    FROM (
        SELECT patrol_id,
            CASE WHEN outcome = 'full' THEN corridors.km_from ELSE least(patrols.km_from, patrols.km_to) END AS km_low,
            CASE WHEN outcome = 'full' THEN corridors.km_to ELSE greatest(patrols.km_from, patrols.km_to) END AS km_high
        FROM patrols JOIN corridors USING (corridor)
        WHERE outcome = 'full' OR (patrols.km_from IS NOT NULL AND patrols.km_to IS NOT NULL)
    ) WHERE km_low IS NOT NULL AND km_high IS NOT NULL;
