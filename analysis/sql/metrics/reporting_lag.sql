-- One row for each way of telling when a record became known, each table and each lag: basis (releases: the release in which
-- it first stood; sources: the first dated document on or after its day), table, lag_days (from the record's day to then) and
-- records, of known day up to the as-of day. By releases, those alone whose day came after the feed's first release of
-- this corridor: the others were loaded together, long after.
WITH held AS (
    SELECT 'patrols' AS "table", date, first_release, source_ids FROM patrols
    WHERE feed = $feed AND corridor = $corridor AND date_precision = 'day' AND date <= $to_day
    UNION ALL
    SELECT 'incidents', date, first_release, source_ids FROM incidents
    WHERE feed = $feed AND corridor = $corridor AND date_precision = 'day' AND date <= $to_day
),
published AS (
    SELECT "table", date, made_on, min(made_on) OVER (PARTITION BY "table") AS begun_on
    FROM held JOIN releases ON release = first_release
),
written AS (
    SELECT "table", record, any_value(day) AS day, min(sources.date) AS written_on
    FROM (
        SELECT "table", date AS day, row_number() OVER () AS record, unnest(source_ids) AS source_id FROM held
        WHERE len(source_ids) > 0
    ) JOIN sources USING (source_id)
    WHERE sources.date >= day
    GROUP BY "table", record
)
SELECT basis, "table", lag_days, count(*)::INTEGER AS records
FROM (
    SELECT 'releases' AS basis, "table", made_on - date AS lag_days FROM published
    WHERE date > begun_on AND made_on >= date
    UNION ALL
    SELECT 'sources', "table", written_on - day FROM written
)
GROUP BY ALL
ORDER BY basis, "table" DESC, lag_days
