-- One row for each good record of a sheet on the days of another sheet, and whether it says, in the columns that both have, what a
-- record there says; of records that are alike as many as the other sheet has.
WITH mine AS (
    SELECT record, {day} AS day, md5(to_json({{{said}}})::VARCHAR) AS said, row_number() OVER (PARTITION BY said ORDER BY record) AS nth
    FROM {sheet} WHERE fate IS NULL
),
others AS (
    SELECT {day} AS day, md5(to_json({{{said}}})::VARCHAR) AS said, row_number() OVER (PARTITION BY said ORDER BY record) AS nth
    FROM {other} WHERE fate IS NULL
)
SELECT mine.record, others.said IS NOT NULL
FROM mine LEFT JOIN others ON others.said = mine.said AND others.nth = mine.nth
WHERE mine.day BETWEEN (SELECT min(day) FROM others) AND (SELECT max(day) FROM others)
