-- One row for each grain at which counts fill a period of the chosen days: grain.
WITH counts AS MATERIALIZED (FROM exposure_counted($feed, $corridor, $from_day, $to_day)),
filled AS (
    SELECT grain, period_start(period_start, grain) AS start, period_end(start, grain) AS "end"
    FROM counts CROSS JOIN (SELECT unnest($grains) AS grain)
    WHERE period_end <= period_end(period_start(period_start, grain), grain)
    GROUP BY ALL
    HAVING sum(period_end - period_start + 1) = "end" - start + 1
)
SELECT DISTINCT grain FROM filled
