-- One row for each attacked patrol of known day of the chosen days in the order in which they ran, and a last one for the
-- patrols since: interval (numbered from 1), patrol_id and date (empty for the last), is_open (it is the last), quiet (the patrols that ran unattacked
-- since the attacked one before, or since the first of the chosen days), first_ordinal and last_ordinal of these in the order
-- of all patrols. None where no patrol ran.
WITH run AS (
    SELECT patrol_id, date, ordinal, patrol_id IN (FROM patrols_attacked($feed, $corridor, $verifications, $sources)) AS attacked
    FROM patrols_in_order($feed, $corridor, $participants, $from_day, $to_day)
),
ends AS (
    SELECT patrol_id, date, ordinal, false AS is_open FROM run WHERE attacked
    UNION ALL
    SELECT NULL, NULL, max(ordinal) + 1, true FROM run HAVING count(*) > 0
)
SELECT row_number() OVER (ORDER BY ordinal)::INTEGER AS interval, patrol_id, date, is_open, (ordinal - first_ordinal)::INTEGER AS quiet, first_ordinal, (ordinal - 1)::INTEGER AS last_ordinal
FROM (SELECT *, coalesce(lag(ordinal) OVER (ORDER BY ordinal) + 1, 1)::INTEGER AS first_ordinal FROM ends)
ORDER BY ordinal
