-- One row for each {part} of each record of {owners}: what was said of a record that another took in is said of that one, unless it
-- says it itself.
SELECT * REPLACE (coalesce(into_id, {owner}) AS {owner})
FROM {{rows}} LEFT JOIN {{joined}} ON joined_table = '{owners}' AND joined_id = {owner}
QUALIFY row_number() OVER (PARTITION BY coalesce(into_id, {owner}), {part} ORDER BY into_id NULLS FIRST, {owner}) = 1
