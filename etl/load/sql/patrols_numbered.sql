-- The patrols of a load with their numbers in the own count of their corridor. Numbers in other counts are in
-- `patrol_numbers`.
SELECT e.* REPLACE (
    CASE WHEN coalesce(extra_counted_by, own_count) = own_count THEN extra_patrol_number END AS number)
FROM {events} AS e LEFT JOIN (SELECT corridor, own_count FROM {corridors}) USING (corridor)
