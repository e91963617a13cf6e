-- One row for each attack that the headline counts on a corridor with counted exposure: incident_id.
SELECT incident_id FROM attacks_counted($feed, $corridor, $participants, $verifications, $sources, $count_by, $from_day, $to_day)
