-- The patrol of each row of a log, if it may have been attacked.
SELECT file, extra_row_of_log AS row_of_log, patrol_id
FROM {rows} SEMI JOIN ({accepted}) USING (patrol_id)
WHERE extra_row_of_log IS NOT NULL AND outcome <> 'cancelled'
