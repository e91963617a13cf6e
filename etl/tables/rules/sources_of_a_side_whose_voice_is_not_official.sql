-- Column at fault: voice
SELECT source_id AS record, side AS detail FROM sources WHERE side IS NOT NULL AND voice IS DISTINCT FROM 'official'
ORDER BY source_id
