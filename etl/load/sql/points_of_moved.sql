-- One row for each point of the incidents that would move and may be shown, those with most incidents first: how many are there
-- (incidents), how many of them are attacks, and how many attacks on patrols (on_targets).
SELECT lat, lon, any_value(place) AS place, count(*) AS incidents, count(*) FILTER (kind IN ({violent})) AS attacks,
    count(*) FILTER (kind IN ({violent}) AND target = 'patrol') AS on_targets
FROM shown_incidents GROUP BY lat, lon ORDER BY incidents DESC, lat, lon LIMIT {most}
