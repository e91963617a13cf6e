-- One row for each known record that the events of a load may change: each field that differs, before and after.
SELECT {key}, array_to_string(list_filter([{fields}], lambda field: field IS NOT NULL), '; ') AS differences
FROM ({accepted}) AS new JOIN ({known}) AS old USING ({key})
