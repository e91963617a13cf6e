-- One row for each exposed patrol of known day that turned back at a place reported only by documents of one origin: its
-- number and day, and the publisher. If no claim gives the reach of a patrol, it is based on all of its documents.
SELECT number, run.date, coalesce(min(publisher) FILTER (origin IS NULL), min(publisher)) AS publisher
FROM patrols_exposed($feed, $corridor, $participants, $exposure, $reached_km, $from_day, $to_day) AS run
JOIN claims ON "table" = 'patrols' AND record_id = patrol_id AND field IN ('place_to', 'km_to') AND cited_for IS NULL
JOIN sources USING (source_id)
WHERE outcome <> 'full'
GROUP BY patrol_id, number, run.date
HAVING count(DISTINCT lower(trim(coalesce(sources.side, origin, publisher)))) = 1
ORDER BY run.date, number
