-- One row for each good record of a file, with the id of its event and its rank among the rows of that event: `nth` in the load,
-- `nth_in_file` in its file. The first row represents the event and is one of the newest.
--
-- A row without an id of the feed gets a hash of its content and an ordinal. Rows equal in every column of their file, except for
-- capitals, are one event: they share the hash of the first row and an ordinal. Rows that differ only in columns that are not kept get
-- different ordinals; `alike` is their number. Ordinals start again for each layout, so that a file with one more column does not
-- repeat the same events. Rows without a place are distinguished by their sheet, whose title may name the place.
--
-- Equally new rows with one id but different days or places are separate events in conflict with each other. A row `contradicts` another
-- if it shares id, day and place with an equally new row but differs in something else.
--
-- The windows see only the columns that they need, since each of them copies its rows. The others are joined at the end.
WITH narrow AS (
    SELECT rowid AS place_in_load, file, record, line, feed_id, layout, all_cells, sheet, {needed}, CASE WHEN feed_id IS NULL AND all_cells IS NOT NULL
        THEN first_value(own) OVER (PARTITION BY layout, all_cells ORDER BY file, record) ELSE own END AS content
    FROM {read}
),
numbered AS (
    SELECT *, CASE WHEN feed_id IS NULL THEN {ordinal} END AS ordinal FROM narrow
),
identified AS (
    SELECT * EXCLUDE (layout, all_cells, sheet, ordinal), coalesce({key_of_id}, {prefix} || content[1:16] || '-' || ordinal) AS key,
        CASE WHEN feed_id IS NULL THEN max(ordinal) OVER (PARTITION BY feed_id, content) ELSE 1 END AS alike
    FROM numbered
),
aged AS (SELECT *, rank() OVER (PARTITION BY key ORDER BY {newest_first}) AS age FROM identified),
conflicts AS (
    SELECT key, list({{'content': content, 'file': file, 'line': line, 'described': {described}}} ORDER BY file, line) AS rows
    FROM aged WHERE age = 1 AND feed_id IS NOT NULL GROUP BY key HAVING {differ}
),
parted AS (
    SELECT aged.* REPLACE (
            aged.key || CASE WHEN c.key IS NULL OR age > 1 THEN ''
                ELSE '#' || dense_rank() OVER (PARTITION BY aged.key, age ORDER BY content) END AS key),
        list_filter(c.rows, lambda r: r.content <> content) AS others
    FROM aged LEFT JOIN conflicts AS c ON c.key = aged.key
),
ranked AS (
    SELECT place_in_load, key, alike{actors},
        row_number() OVER (event ORDER BY age, content, file, record) AS nth,
        row_number() OVER (PARTITION BY key, file ORDER BY age, content, record) AS nth_in_file,
        feed_id IS NOT NULL AND age = 1 AND content <> first_value(content) OVER (event ORDER BY age, content) AS contradicts,
        CASE WHEN age = 1 THEN list_transform(others[:3], lambda r:
            CASE WHEN r.file <> file THEN 'another file, ' ELSE '' END || coalesce('line ' || r.line, 'another line') || r.described) END AS conflict
    FROM parted
    WINDOW event AS (PARTITION BY key)
)
SELECT stated.* EXCLUDE (own, all_cells, layout, sheet) REPLACE (ranked.key AS {key}{actors_of_event}),
    alike, nth, nth_in_file, contradicts, false AS repeated, conflict
FROM {read} AS stated JOIN ranked ON ranked.place_in_load = stated.rowid
