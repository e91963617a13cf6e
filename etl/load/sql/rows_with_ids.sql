-- One row for each good record of a file, with the id of its event and its place among the rows of that event: the `nth` of the
-- load, `nth_in_file` of its file. The first stands, which is one of the newest.
--
-- A row without an id of the feed gets the hash of what it says and an ordinal. Rows that are equal in every column of their file, but
-- for capitals, have one hash, that of the first, and one ordinal, for they are one event; rows that differ only in columns that are not
-- kept have ordinals of their own, and there are `alike` of these. They are numbered for each layout by itself, so that a file with one
-- column more is no second list of the same events. Rows without a place are told apart by their sheet, which may be what says the place.
--
-- Where rows of one id are equally new and name different days or places, each is an event of its own, in conflict with the others.
-- A row `says_otherwise` that has the id, day and place of one equally new and differs in something else.
WITH read AS (SELECT *, md5(to_json({{{compared}}})::VARCHAR || concat_ws(chr(31), {later})) AS own FROM ({good})),
said AS (
    SELECT * EXCLUDE (own), CASE WHEN feed_id IS NULL AND said_in_full IS NOT NULL
        THEN first_value(own) OVER (PARTITION BY layout, said_in_full ORDER BY file, record) ELSE own END AS content
    FROM read
),
numbered AS (
    SELECT *, CASE WHEN feed_id IS NULL THEN {ordinal} END AS ordinal FROM said
),
identified AS (
    SELECT * REPLACE (coalesce({key_of_id}, {prefix} || content[1:16] || '-' || ordinal) AS {key}),
        CASE WHEN feed_id IS NULL THEN max(ordinal) OVER (PARTITION BY feed_id, content) ELSE 1 END AS alike
    FROM numbered
),
aged AS (SELECT *, rank() OVER (PARTITION BY {key} ORDER BY {newest_first}) AS age FROM identified),
conflicts AS (
    SELECT {key}, list({{'content': content, 'file': file, 'line': line, 'said': {said}}} ORDER BY file, line) AS rows
    FROM aged WHERE age = 1 AND feed_id IS NOT NULL GROUP BY {key} HAVING {differ}
),
parted AS (
    SELECT aged.* REPLACE (
            aged.{key} || CASE WHEN c.{key} IS NULL OR age > 1 THEN ''
                ELSE '#' || dense_rank() OVER (PARTITION BY aged.{key}, age ORDER BY content) END AS {key}),
        list_filter(c.rows, lambda r: r.content <> content) AS others
    FROM aged LEFT JOIN conflicts AS c ON c.{key} = aged.{key}
)
SELECT * EXCLUDE (content, ordinal, age, others, said_in_full, layout, sheet) {actors},
    row_number() OVER (event ORDER BY age, content, file, record) AS nth,
    row_number() OVER (PARTITION BY {key}, file ORDER BY age, content, record) AS nth_in_file,
    feed_id IS NOT NULL AND age = 1 AND content <> first_value(content) OVER (event ORDER BY age, content) AS says_otherwise,
    false AS retold,
    CASE WHEN age = 1 THEN list_transform(others[:3], lambda r:
        CASE WHEN r.file <> file THEN 'another file, ' ELSE '' END || coalesce('line ' || r.line, 'another line') || r.said) END AS conflict
FROM parted
WINDOW event AS (PARTITION BY {key})
