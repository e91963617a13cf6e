-- All rows of one cut: its new and changed events, and the known records that did not change.
SELECT {declared}, coalesce(first_release, {number}) AS first_release, NULL::INTEGER AS withdrawn_release
FROM ({accepted}) JOIN (FROM {fates} WHERE fate IN ('loaded', 'changed')) USING ({key}) WHERE {in_cut}
UNION ALL
SELECT {columns} FROM ({known}) ANTI JOIN (FROM {fates} WHERE fate = 'changed') USING ({key})
