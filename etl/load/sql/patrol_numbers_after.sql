-- The numbers of a feed's patrols in other counts after a load: one per count, and none for withdrawn patrols.
SELECT * FROM ({numbers})
SEMI JOIN (SELECT patrol_id FROM ({patrols}) WHERE withdrawn_release IS NULL) USING (patrol_id)
QUALIFY row_number() OVER (PARTITION BY patrol_id, counted_by ORDER BY number) = 1
