-- One row for each name of a place where a patrol of a load set out or ended, and its corridor: name and corridor,
-- place (NULL if no place or several have this name), lat, lon.
WITH names AS (
    SELECT corridor, place_from AS name FROM {patrols} UNION SELECT corridor, place_to FROM {patrols}
),
spelt AS (
    SELECT place, lat, lon, unnest(list_distinct(list_transform([place] || coalesce(other_names, []),
        lambda spelling: replace(strip_accents(lower(spelling)), '-', ' ')))) AS spelling
    FROM ({places})
),
known AS (
    SELECT spelling, any_value(place) AS place, any_value(lat) AS lat, any_value(lon) AS lon
    FROM spelt GROUP BY spelling HAVING count(*) = 1
)
SELECT name, corridor, place, lat, lon
FROM names LEFT JOIN known ON spelling = replace(strip_accents(lower(name)), '-', ' ')
WHERE name IS NOT NULL
