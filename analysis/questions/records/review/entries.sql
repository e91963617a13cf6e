-- One row for each entry of an editor, newest first: its columns, is_in_force, undone_by (the entry that undoes it), and for
-- an entry in force also standing and stated_now, see etl/review/apply.py. $record narrows to the entries on one record.
SELECT said.* EXCLUDE (first_release, withdrawn_release), first_release AS release, applied.entry IS NOT NULL AS is_in_force,
    undoing.entry AS undone_by, standing, stated_now
FROM review_entries AS said
LEFT JOIN applied USING (entry)
LEFT JOIN (
    SELECT undoes, max(entry) AS entry FROM review_entries SEMI JOIN applied USING (entry) WHERE undoes IS NOT NULL GROUP BY undoes
) AS undoing ON undoing.undoes = said.entry
WHERE $record IS NULL OR $record IN (said.record_id, said.other_id)
ORDER BY said.entry DESC
