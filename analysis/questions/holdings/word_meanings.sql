-- One row for each word that a user gave a meaning: the column, the word, its meaning, the load that first used it, and the
-- heads of the files to which it applies.
SELECT "column", word, meaning, load_id, feed, heads FROM word_meanings ORDER BY "column", word, heads
