-- One row for each attack on a patrol on a known day of the chosen days, oldest first, and a last one for the days since;
-- only the newest $intervals are returned. incident_id and date (in the last row: the previous attack, and the last day with
-- rates), interval (numbered from 1), start (the day of the previous attack, or the first day with rates if there is none),
-- days from start to date, how (first: no earlier attack is known; between; cut: coverage ends before another attack; open:
-- the last). No row if no attack is counted.
-- No interval spans days that are not covered: each span of days with rates and an attack has a first interval, and one that
-- is cut or open.
WITH held AS (
    SELECT greatest("from", $from_day) AS "from", least(through, $to_day) AS through
    FROM complete_rates($feed, $corridor, $participants)
),
counted_attacks AS (
    SELECT incident_id, date, "from", through, lag(date) OVER in_span AS before, lead(date) OVER in_span IS NULL AS is_last
    FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
    JOIN held ON date BETWEEN "from" AND through
    WHERE date_precision = 'day'
    WINDOW in_span AS (PARTITION BY "from" ORDER BY date, incident_id)
),
ends AS (
    SELECT incident_id, coalesce(before, "from") AS start, date, CASE WHEN before IS NULL THEN 'first' ELSE 'between' END AS how
    FROM counted_attacks
    UNION ALL
    SELECT incident_id, date, through, CASE WHEN date = (SELECT max(date) FROM counted_attacks) THEN 'open' ELSE 'cut' END
    FROM counted_attacks WHERE is_last
),
intervals AS (
    SELECT *, row_number() OVER (ORDER BY date, how IN ('cut', 'open'), incident_id)::INTEGER AS interval FROM ends
)
SELECT incident_id, interval, start, date, date - start AS days, how
FROM intervals
WHERE interval > (SELECT max(interval) FROM intervals) - $intervals
ORDER BY interval
