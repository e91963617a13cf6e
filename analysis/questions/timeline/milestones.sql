-- One row for each milestone of the corridor, or of all, in the chosen days: milestone_id, date, title, note.
SELECT milestone_id, date, title, note
FROM milestones
WHERE (corridor = $corridor OR corridor IS NULL) AND date BETWEEN $from_day AND $to_day
ORDER BY date, milestone_id
