-- One row for each corridor and feed that the release covers: the days of any coverage (from, through), the days of complete
-- coverage where there are such (complete_from, complete_through), and the number of patrols. Most patrols first.
SELECT corridors.corridor, title, parties, held.feed, held."from", held.through,
    rates."from" AS complete_from, rates.through AS complete_through,
    (SELECT count(*) FROM patrols WHERE patrols.corridor = held.corridor AND patrols.feed = held.feed) AS patrols
FROM (SELECT corridor, feed, min("from") AS "from", max(through) AS through FROM coverage GROUP BY ALL) AS held
JOIN corridors USING (corridor)
LEFT JOIN rates_held AS rates ON rates.feed = held.feed AND rates.corridor = held.corridor AND participants = 'joint'
ORDER BY patrols DESC, corridor, feed
