-- All rows of one cut: the new and changed events that belong to it, and the known records that did not change.
SELECT {declared}, coalesce(first_release, {number}) AS first_release, NULL::INTEGER AS withdrawn_release
FROM ({accepted}) JOIN (FROM {fates} WHERE fate IN ('loaded', 'changed')) USING ({key}) WHERE {in_cut}
UNION ALL
SELECT {columns} FROM ({known}) ANTI JOIN (FROM {fates} WHERE fate = 'changed') USING ({key})
