-- One row: is_sourced, whether no coverage says that all attacks of the chosen days on what the corridor counts are held;
-- and covers_days, whether attacks are recorded for all of these days, even if not completely.
SELECT NOT EXISTS (
    FROM coverage
    WHERE feed = $feed AND corridor = $corridor AND "table" = 'incidents' AND scope IN ('patrol', 'any') AND complete
      AND "from" <= $from_day AND through >= $to_day
) AS is_sourced, EXISTS (
    FROM complete_attack_days
    WHERE feed = $feed AND corridor = $corridor AND attacked = 'targets' AND "from" <= $from_day AND through >= $to_day
) AS covers_days
