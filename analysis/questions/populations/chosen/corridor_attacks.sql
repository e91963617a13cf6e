-- One row for each attack recorded on the corridor.
SELECT incident_id FROM corridor_attacks($feed, $corridor, $verifications, $sources, $count_by, $first, $last)
