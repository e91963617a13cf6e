-- One row for each word that a user gave a meaning. New meanings replace old ones, and a word appears once even if
-- several files of a load have the same headers.
SELECT {columns} FROM ({known}) ANTI JOIN {given} USING ({key})
UNION ALL
SELECT {columns} FROM {given} WHERE load_id IN ({of_feed}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY load_id) = 1
