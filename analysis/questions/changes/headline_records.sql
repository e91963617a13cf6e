-- One row for each patrol that the headline counts, or to which an attack that counts is tied: patrol_id; day, on which it
-- ran, if it is counted; attacks, the ids of those attacks, in order; attack_unknown, whether its log does not mention any.
WITH counted AS (
    SELECT patrol_id, date, attack_unknown FROM patrols_counted($feed, $corridor, $participants, $from_day, $to_day)
),
tied AS (
    SELECT patrol_id, list(incident_id ORDER BY incident_id) AS attacks
    FROM attacks_tied($feed, $corridor, $verifications, $sources) GROUP BY patrol_id
)
SELECT patrol_id, counted.date AS day, coalesce(attacks, []) AS attacks,
    coalesce(attack_unknown, false) AS attack_unknown
FROM counted FULL JOIN tied USING (patrol_id)
ORDER BY patrol_id
