-- Column at fault: through
SELECT concat_ws(' / ', corridor, "table", scope) AS record, "from" || ' to ' || through AS detail
FROM coverage WHERE through < "from"
