-- One row for each good record of a file, with the id of its event and its place among the rows of that event: the `nth` of the
-- load, `nth_in_file` of its file. The first stands, which is the one that the feed updated last. A row without an id of the feed
-- gets the hash of what it says and its ordinal among identical rows of the load, of which there are `alike`: so a file split
-- into parts that are loaded together gives the records of the whole.
WITH said AS (SELECT *, md5(to_json({{{compared}}})::VARCHAR) AS content FROM ({good})),
identified AS (
    SELECT * REPLACE ({prefix} || coalesce(feed_id,
        content[1:16] || '-' || row_number() OVER (PARTITION BY feed_id, content ORDER BY file, record, line)) AS {key}),
        CASE WHEN feed_id IS NULL THEN count(*) OVER (PARTITION BY feed_id, content) ELSE 1 END AS alike
    FROM said
)
SELECT * EXCLUDE (content) {actors},
    row_number() OVER (event ORDER BY {updated_last} content, file, record) AS nth,
    row_number() OVER (PARTITION BY {key}, file ORDER BY content, record) AS nth_in_file
FROM identified
WINDOW event AS (PARTITION BY {key})
