-- All records of a feed in one table, where `stated` is the whole current feed. A record keeps the release in which it
-- first appeared. One that is no longer stated is kept and withdrawn by this release.
SELECT {stated_columns}, coalesce(known.first_release, {number}) AS first_release, NULL::INTEGER AS withdrawn_release
FROM {stated} AS stated LEFT JOIN {known} AS known USING ({key})
UNION ALL
SELECT {known_columns}, known.first_release, coalesce(known.withdrawn_release, {number})
FROM {known} AS known ANTI JOIN {stated} AS stated USING ({key})
