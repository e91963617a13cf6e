-- What replaces a macro of macros.sql in a release whose large parts of incidents have sums by place, see etl/lake/incident_places.sql.

-- The days that are counted by whole years and months: from the first day, up to but without the other. None of the days if a grain is too fine
-- for it; `all`: no period is asked for.
CREATE MACRO first_year(the_grain, the_from, the_to) AS CASE WHEN the_grain = 'all'
    THEN least((date_trunc('year', the_from - 1) + INTERVAL 1 YEAR)::DATE, the_to + 1) ELSE the_to + 1 END;
CREATE MACRO end_of_years(the_grain, the_from, the_to) AS
    greatest(first_year(the_grain, the_from, the_to), date_trunc('year', the_to + 1)::DATE);
CREATE MACRO first_month(the_grain, the_from, the_to) AS CASE WHEN the_grain IN ('all', 'month')
    THEN least((date_trunc('month', the_from - 1) + INTERVAL 1 MONTH)::DATE, the_to + 1) ELSE the_to + 1 END;
CREATE MACRO end_of_months(the_grain, the_from, the_to) AS
    greatest(first_month(the_grain, the_from, the_to), date_trunc('month', the_to + 1)::DATE);

-- Sums of the years, of the months before and after these, of incidents that lie in no month; and the incidents of the first and last
-- month, of which only some days are asked for. Each is a query of its own, so that it only reads the row groups of its days.
CREATE OR REPLACE MACRO incidents_placed(the_feed, the_corridor, the_grain, the_from, the_to) AS TABLE
    WITH sums AS NOT MATERIALIZED (
        SELECT *, CASE WHEN has_several_reporters THEN ['independent'] ELSE [] END AS source_choices
        FROM incident_places WHERE feed = the_feed AND corridor = the_corridor
    ),
    single AS NOT MATERIALIZED (
        SELECT *, CASE WHEN contains(reported_by, ';') THEN ['independent'] ELSE [] END AS source_choices, 1 AS incidents
        FROM summed_incidents
        WHERE feed = the_feed AND corridor = the_corridor AND date_trunc('month', date) = date_trunc('month', date_end)
    )
    SELECT date, date_end, place, lat, lon, km, geo_precision, kind, target, verification, source_choices, earlier, corrected, incidents
    FROM (
        SELECT *, 1 AS incidents FROM single_incidents_with_source_choices WHERE feed = the_feed AND corridor = the_corridor
        UNION ALL BY NAME
        FROM sums WHERE span = 'year'
            AND date >= first_year(the_grain, the_from, the_to) AND date_end < end_of_years(the_grain, the_from, the_to)
        UNION ALL BY NAME
        FROM sums WHERE span = 'month' AND date >= first_month(the_grain, the_from, the_to)
            AND date_end < least(first_year(the_grain, the_from, the_to), end_of_months(the_grain, the_from, the_to))
        UNION ALL BY NAME
        FROM sums WHERE span = 'month' AND date_end < end_of_months(the_grain, the_from, the_to)
            AND date >= greatest(end_of_years(the_grain, the_from, the_to), first_month(the_grain, the_from, the_to))
        UNION ALL BY NAME
        FROM sums WHERE span = 'days' AND NOT coalesce(year(date) = year(date_end)
            AND date >= first_year(the_grain, the_from, the_to) AND date_end < end_of_years(the_grain, the_from, the_to), false)
        UNION ALL BY NAME
        FROM single WHERE date >= date_trunc('month', the_from)::DATE AND date < first_month(the_grain, the_from, the_to)
        UNION ALL BY NAME
        FROM single WHERE date >= end_of_months(the_grain, the_from, the_to) AND date <= the_to
    );
