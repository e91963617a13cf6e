-- One row for each pair of incidents on a corridor that may be one event, see undecided_pairs.sql.
-- Their days are at most $days apart (within one feed they overlap). Their points are no farther apart than their precision
-- allows; if a point is unknown, they name the same place or one of them names none. Their kinds are compatible, and they do
-- not name different ships or convoys. Two rows of a feed that codes its events are proposed only if their text or address
-- is the same. $corridor narrows.
WITH known AS (
    SELECT incident_id, feed, corridor, date, coalesce(date_end, date) AS last, kind, is_violent(kind) AS violent, patrol_id, lat, lon, fold(target_name) AS target_name,
        trim(fold(place)) AS place, nullif(trim(fold(note)), '') AS text, url,
        CASE geo_precision WHEN 'exact' THEN 1 WHEN 'near' THEN 5 WHEN 'admin2' THEN 30 END AS off_km
    FROM incidents
    WHERE corridor IS NOT NULL AND ($corridor IS NULL OR corridor = $corridor)
      AND date IS NOT NULL AND coalesce(date_end, date) - date <= 31
),
by_day AS (SELECT *, unnest(range(date - $days::INTEGER, last + $days::INTEGER + 1, INTERVAL 1 DAY))::DATE AS day FROM known),
paired AS (
    SELECT DISTINCT a.incident_id, b.incident_id AS other_id, a.feed, b.feed AS other_feed, a.date,
        greatest(0, b.date - a.last, a.date - b.last) AS days_apart,
        111.195 * sqrt((b.lat - a.lat) ** 2 + ((b.lon - a.lon) * cos(radians((a.lat + b.lat) / 2))) ** 2) AS km_apart,
        a.off_km + b.off_km AS off_km, a.place AS place, b.place AS other_place,
        coalesce(a.text = b.text, false) OR coalesce(a.url = b.url, false) AS is_same_text,
        a.kind = b.kind OR 'unknown' IN (a.kind, b.kind) OR a.violent AND b.violent AND ('attack' IN (a.kind, b.kind) OR a.feed <> b.feed)
            AS may_be_one_kind
    FROM by_day AS a JOIN by_day AS b ON a.day = b.day AND a.corridor = b.corridor AND a.incident_id < b.incident_id
    WHERE coalesce(a.target_name = b.target_name, true)
      AND (a.feed <> b.feed OR a.patrol_id IS NULL OR b.patrol_id IS NULL OR a.patrol_id = b.patrol_id)
)
SELECT incident_id AS record_id, other_id, date, days_apart, round(km_apart, 1) AS km_apart, is_same_text
FROM paired
WHERE may_be_one_kind AND days_apart <= CASE WHEN feed = other_feed THEN 0 ELSE $days END
  AND (feed <> other_feed OR feed IN ('curated', 'analyst') OR is_same_text)
  AND CASE WHEN km_apart IS NOT NULL AND off_km IS NOT NULL THEN km_apart <= off_km
        ELSE coalesce(contains(place, other_place) OR contains(other_place, place), true) END
