-- Small tables that many questions share, made once when a release is opened: a question then reads one of them where it
-- would join several, which is most of the time that it takes.

-- One row for each patrol that was run; is_joint: with all the corridor's parties.
CREATE OR REPLACE TABLE runs AS
    SELECT patrols.*, list_has_all(participants, parties) AS is_joint
    FROM patrols JOIN corridors USING (corridor)
    WHERE outcome <> 'cancelled';

-- One row for each record and each document that it rests on.
CREATE OR REPLACE TABLE cited AS
    SELECT 'patrols' AS "table", patrol_id AS record_id, unnest(source_ids) AS source_id FROM patrols
    UNION ALL SELECT 'incidents', incident_id, unnest(source_ids) FROM incidents
    UNION ALL SELECT 'suspensions', suspension_id, unnest(source_ids) FROM suspensions;
-- The documents of counts of exposure, of which there may be millions, are read where one of them is shown.

-- Those of them in which the document reports the record. One that a claim cites for a number alone, or for the absence of a run, does
-- not: the record does not rest on it, though it names it.
CREATE OR REPLACE TABLE reporting_documents AS
    FROM cited ANTI JOIN (
        SELECT CASE "table" WHEN 'patrol_numbers' THEN 'patrols' WHEN 'casualties' THEN 'incidents' ELSE "table" END AS "table",
            split_part(record_id, ' / ', 1) AS record_id, source_id
        FROM claims WHERE cited_for IS NOT NULL
    ) USING ("table", record_id, source_id);

-- One row for each incident that rests on documents: the choices of sources under which it counts. `independent`: two or
-- more documents of different origin, those of one side's officials having one; `official`: an official voice, or a party
-- of the corridor that is quoted in one of the documents, reports it; `side:` and a side: that side does.
CREATE OR REPLACE TABLE incident_source_choices AS
    WITH rests AS (
        SELECT incident_id, corridor, source_id
        FROM reporting_documents JOIN incidents ON record_id = incident_id WHERE "table" = 'incidents'
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

-- One row for each incident that continues an episode: how each one before it in the episode is verified, and by whom it is reported
-- (earlier). Where one of these counts, it is that one that counts for the episode.
CREATE OR REPLACE TABLE episodes_continued AS
    SELECT incident_id, earlier FROM (
        SELECT incident_id, list({'verification': verification, 'source_choices': coalesce(source_choices,
                CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END)}) OVER (
            PARTITION BY feed, corridor, episode ORDER BY date, incident_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
        FROM incidents LEFT JOIN incident_source_choices USING (incident_id)
        WHERE episode IS NOT NULL AND is_violent(kind)
    ) WHERE earlier IS NOT NULL;

-- One row for each incident, with the choices of sources under which it counts. Of a record without documents all that is
-- known is whom its feed names; more than one of them are taken as independent. incident_source_choices has one row an
-- incident already: it is grouped so that DuckDB sees it, and leaves out the join, and the ids of a million incidents,
-- where nobody asks for a choice of sources.
CREATE OR REPLACE VIEW incidents_with_source_choices AS
    SELECT incidents.*,
        coalesce(source_choices, CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END) AS source_choices, earlier
    FROM incidents LEFT JOIN (
        SELECT incident_id, any_value(source_choices) AS source_choices
        FROM incident_source_choices GROUP BY incident_id
    ) USING (incident_id) LEFT JOIN (
        SELECT incident_id, any_value(earlier) AS earlier FROM episodes_continued GROUP BY incident_id
    ) USING (incident_id);
CREATE OR REPLACE VIEW attacks AS FROM incidents_with_source_choices WHERE is_violent(kind);

-- One row for each attack on what the corridor counts: on a patrol, or, where the exposure is counted, on a ship, flight or convoy.
-- patrol_day: the known day of the patrol that it is tied to, patrol_is_joint: see runs.
CREATE OR REPLACE TABLE attacks_on_exposed AS
    SELECT attacks.*, is_joint AS patrol_is_joint, CASE WHEN runs.date_precision = 'day' THEN runs.date END AS patrol_day
    FROM attacks JOIN (SELECT corridor, CASE WHEN unit IS NULL THEN 'patrol' ELSE 'traffic' END AS target FROM corridors)
        USING (corridor, target)
    LEFT JOIN runs USING (patrol_id, feed, corridor);

-- One row for each corridor and feed that holds incidents of it and no counts: the feed whose counts it borrows, which holds nothing
-- but counts there. What passes a corridor is the same whoever lists the attacks; a feed's own counts are never mixed with others.
CREATE OR REPLACE TABLE lent_exposure AS
    WITH held AS (SELECT corridor, feed, list(DISTINCT "table") AS tables FROM coverage GROUP BY ALL)
    SELECT borrower.corridor, borrower.feed, min(lender.feed) AS lender
    FROM held AS borrower JOIN held AS lender USING (corridor)
    WHERE list_contains(borrower.tables, 'incidents') AND NOT list_contains(borrower.tables, 'exposure') AND lender.tables = ['exposure']
    GROUP BY ALL;
-- Each feed is joined to the counts that it uses, since a union of its own and those it borrows would read all files twice.
CREATE OR REPLACE TABLE exposure_used AS
    SELECT DISTINCT corridor, feed, feed AS counted_in FROM exposure_to_sum
    UNION ALL SELECT corridor, feed, lender FROM lent_exposure;
CREATE OR REPLACE VIEW exposure_held AS
    SELECT held.* REPLACE (used.feed AS feed)
    FROM exposure_to_sum AS held JOIN exposure_used AS used ON used.corridor = held.corridor AND used.counted_in = held.feed;

-- One row for each count of a corridor's exposure by the counter that the corridor names; and the spans of days that these fill
-- without a break. Views, since there may be millions of counts, of which a question asks for those of one corridor.
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

-- One row for each feed, corridor and choice (of participants: joint, any; of attacks: targets, any), and each span of days without a
-- break for which all that it asks for are believed to be held: "table", choice, from, through. Attacks on a corridor whose exposure is
-- counted are taken as far as they are held at all: few such lists are complete, and every number of them says so. Spans that touch or overlap
-- are one, whatever scope states them; the days between two spans are not covered.
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

-- The spans for which all patrols of a choice of participants are held; all attacks of a choice (targets: those on patrols, or on what
-- the corridor counts); and,
-- by participants, those for which rates exist, since both the patrols and the attacks on them are held.
CREATE OR REPLACE TABLE complete_patrol_days AS
    SELECT feed, corridor, choice AS participants, "from", through FROM complete_days WHERE "table" = 'patrols';
CREATE OR REPLACE TABLE complete_attack_days AS
    SELECT feed, corridor, choice AS attacked, "from", through FROM complete_days WHERE "table" = 'incidents';
CREATE OR REPLACE VIEW complete_rate_days AS
    SELECT feed, corridor, participants,
        greatest(p."from", a."from") AS "from", least(p.through, a.through) AS through
    FROM complete_patrol_days AS p JOIN complete_attack_days AS a USING (feed, corridor)
    WHERE attacked = 'targets' AND greatest(p."from", a."from") <= least(p.through, a.through)
    UNION ALL
    SELECT feed, corridor, participants, greatest(e."from", a."from"), least(e.through, a.through)
    FROM exposed_days AS e JOIN complete_attack_days AS a USING (feed, corridor), (VALUES ('joint'), ('any')) AS choices(participants)
    WHERE attacked = 'targets' AND greatest(e."from", a."from") <= least(e.through, a.through);

-- One row for each number that a patrol has in a count: counted_by, own (whether it is the count that the corridor names as
-- its own), number; day: the known day of the patrol; is_counted: whether the patrol is one of the joint patrols that the count
-- numbers. One that was cancelled or made by one party is not, unless the corridor says so of its own count.
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

-- One row for each record that names documents: their publishers and titles, for a search, and how many of them report it (reported_by).
CREATE OR REPLACE TABLE documents_of AS
    SELECT "table", record_id, string_agg(concat_ws(' ', source_id, publisher, title), ' ') AS documents, count(reporter)::INTEGER AS reported_by
    FROM cited JOIN sources USING (source_id)
    LEFT JOIN (SELECT *, source_id AS reporter FROM reporting_documents) USING ("table", record_id, source_id)
    GROUP BY "table", record_id;

-- One row for each patrol of which it is known how far it came: its lowest and its highest kilometre. A full run has driven
-- the whole corridor, whether or not its places are named.
CREATE OR REPLACE TABLE reaches AS
    SELECT patrol_id, km_low, km_high
    FROM (
        SELECT patrol_id,
            CASE WHEN outcome = 'full' THEN corridors.km_from ELSE least(patrols.km_from, patrols.km_to) END AS km_low,
            CASE WHEN outcome = 'full' THEN corridors.km_to ELSE greatest(patrols.km_from, patrols.km_to) END AS km_high
        FROM patrols JOIN corridors USING (corridor)
        WHERE outcome = 'full' OR (patrols.km_from IS NOT NULL AND patrols.km_to IS NOT NULL)
    ) WHERE km_low IS NOT NULL AND km_high IS NOT NULL;
