-- Column at fault: unit
SELECT exposure_id AS record, exposure.unit AS detail
FROM exposure JOIN corridors USING (corridor) WHERE exposure.unit IS DISTINCT FROM corridors.unit
