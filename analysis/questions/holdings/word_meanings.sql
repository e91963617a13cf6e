-- One row for each word that a user gave a meaning: the column, the word, its meaning, the load that first used it, and the
-- headers of the files to which it applies.
SELECT "column", word, meaning, load_id, feed, headers FROM word_meanings ORDER BY "column", word, headers
