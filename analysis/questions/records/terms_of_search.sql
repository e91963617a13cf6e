-- One row for the words of a search, folded: asked, and names, the folded names of each place that has several (a list of
-- lists).
SELECT fold($text) AS asked, (
    SELECT list(list_distinct(list_transform(list_prepend(place, other_names), lambda name: fold(name))))
    FROM places WHERE len(other_names) > 0
) AS names
