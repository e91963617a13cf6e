-- One row for each attack on a patrol on a known day of the chosen days, oldest first, and a last one for the days since, of
-- which the newest $intervals are given: incident_id and date (the last: of the attack before it, and the last day that has
-- rates), interval (numbered from 1), start (the day of the attack before; the first day that has rates where there is none),
-- days from start to date, how (first: no attack is known before it, between, open: the last). None where no attack is counted.
WITH held AS (
    SELECT greatest("from", $from_day) AS "from", least(through, $to_day) AS through
    FROM complete_rates($feed, $corridor, $participants)
),
struck AS (
    SELECT incident_id, date, row_number() OVER (ORDER BY date, incident_id)::INTEGER AS interval,
        lag(date) OVER (ORDER BY date, incident_id) AS before
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $from_day, $to_day)
    WHERE date_precision = 'day'
),
intervals AS (
    SELECT incident_id, interval, coalesce(before, "from") AS start, date,
        CASE WHEN before IS NULL THEN 'first' ELSE 'between' END AS how
    FROM struck, held
    UNION ALL
    SELECT arg_max(incident_id, interval), max(interval) + 1, max(date), max(through), 'open'
    FROM struck, held HAVING count(*) > 0
)
SELECT incident_id, interval, start, date, date - start AS days, how
FROM intervals
WHERE interval > (SELECT max(interval) FROM intervals) - $intervals
ORDER BY interval
