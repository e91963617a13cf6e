-- Column at fault: end
SELECT suspension_id AS record, start || ' to ' || "end" AS detail FROM suspensions WHERE "end" < start
