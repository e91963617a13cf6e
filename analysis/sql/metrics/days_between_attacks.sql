-- One row for each attack on a patrol on a known day of the chosen days, oldest first, and a last one for the days since:
-- incident_id and date (the last: of the attack before it, and the last day that has rates), start (the day of the attack
-- before; the first day that has rates where there is none), days from start to date, how (first: no attack is known before
-- it, between, open: the last). None where no attack is counted.
WITH held AS (
    SELECT greatest("from", $from_day) AS "from", least(through, $to_day) AS through
    FROM complete_rates($feed, $corridor, $participants)
),
struck AS (
    SELECT incident_id, date, row_number() OVER (ORDER BY date, incident_id) AS place,
        lag(date) OVER (ORDER BY date, incident_id) AS before
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $from_day, $to_day)
    WHERE date_precision = 'day'
)
SELECT incident_id, date, coalesce(before, "from") AS start, date - start AS days,
    CASE WHEN before IS NULL THEN 'first' ELSE 'between' END AS how, place
FROM struck, held
UNION ALL
SELECT arg_max(incident_id, place), max(through), max(date), max(through) - max(date), 'open', max(place) + 1
FROM struck, held HAVING count(*) > 0
ORDER BY place
