-- Column at fault: scope
SELECT concat_ws(' / ', corridor, "table", scope) AS record, scope AS detail
FROM coverage WHERE ("table" = 'patrols' AND scope = 'patrol') OR ("table" = 'incidents' AND scope = 'joint')
    OR ("table" = 'exposure' AND scope <> 'any')
