-- One row: is_sourced, whether no coverage says that all attacks of the chosen days on what the corridor counts are held.
SELECT NOT EXISTS (
    FROM coverage
    WHERE feed = $feed AND corridor = $corridor AND "table" = 'incidents' AND scope IN ('patrol', 'any') AND complete
      AND "from" <= $from_day AND through >= $to_day
) AS is_sourced
