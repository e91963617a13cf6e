-- One row for each {part} of each record of {owners}. Those of a merged record are added to the record that keeps the event, unless
-- it has its own.
SELECT * REPLACE (coalesce(into_id, {owner}) AS {owner})
FROM {{rows}} LEFT JOIN {{joined}} ON joined_table = '{owners}' AND joined_id = {owner}
QUALIFY row_number() OVER (PARTITION BY coalesce(into_id, {owner}), {part} ORDER BY into_id NULLS FIRST, {owner}) = 1
