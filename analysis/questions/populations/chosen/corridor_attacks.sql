-- One row for each attack recorded on the corridor.
FROM corridor_attacks($feed, $corridor, $verifications, $sources, $count_by, $first, $last)
