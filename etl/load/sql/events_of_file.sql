-- One row: the number of events of a file that are not excluded, their first and last day, and the people killed in
-- them.
SELECT count(*), min({day}), max({day}), {killed}
FROM {rows} WHERE file = $file AND nth_in_file = 1 AND {key} NOT IN (SELECT key FROM ({exclusions}))
