-- One row: attacks, the attacks on the corridor that count on the chosen days with rates, but whose target no record names.
-- They may have been on what the corridor counts.
SELECT count_sum(attacks, true) AS attacks
FROM attack_counts JOIN complete_rates($feed, $corridor, $participants) AS held ON date >= held."from" AND date_end <= held.through
WHERE feed = $feed AND corridor = $corridor AND target = 'unknown' AND date >= $from_day AND date_end <= $to_day
  AND is_counted_first($count_by, $verifications, $sources, verification, source_choices, earlier)
