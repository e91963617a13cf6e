-- One row for each grain finer than the month: the mean number of patrols of known day in those periods of the chosen days
-- in which one ran. No row if no patrol ran.
SELECT grain, avg(patrols) AS mean_patrols
FROM (
    SELECT grain, period_start(date, grain) AS start, count(*) AS patrols
    FROM patrols_run($feed, $corridor, $participants), (VALUES ('day'), ('week')) AS grains(grain)
    WHERE date_precision = 'day' AND date BETWEEN $from_day AND $to_day
    GROUP BY ALL
) GROUP BY grain
