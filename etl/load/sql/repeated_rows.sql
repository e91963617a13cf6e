-- One row for each good record of a sheet on the days of another sheet, and whether the other sheet has a record that
-- is equal in the columns of both. Of equal records, only as many match as the other sheet has.
WITH mine AS (
    SELECT record, {day} AS day, md5(to_json({{{cells}}})::VARCHAR) AS hash, row_number() OVER (PARTITION BY hash ORDER BY record) AS nth
    FROM {sheet} WHERE fate IS NULL
),
others AS (
    SELECT {day} AS day, md5(to_json({{{cells}}})::VARCHAR) AS hash, row_number() OVER (PARTITION BY hash ORDER BY record) AS nth
    FROM {other} WHERE fate IS NULL
)
SELECT mine.record, others.hash IS NOT NULL
FROM mine LEFT JOIN others ON others.hash = mine.hash AND others.nth = mine.nth
WHERE mine.day BETWEEN (SELECT min(day) FROM others) AND (SELECT max(day) FROM others)
