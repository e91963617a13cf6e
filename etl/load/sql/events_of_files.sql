-- One row for each file: the number of its events that are not excluded, their first and last day, the people killed in
-- them, and the units of counts.
SELECT file, count(*), min({day}), max({day}), {killed}, {units}
FROM {rows} WHERE nth_in_file = 1 AND {key} NOT IN (SELECT key FROM ({exclusions}))
GROUP BY ALL
