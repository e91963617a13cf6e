-- One row for each word that a person gave a meaning: the column, the word, what it means, the load for which it was said, and the
-- heads of the files for which it is kept.
SELECT "column", word, meaning, load_id, feed, heads FROM word_meanings ORDER BY "column", word, heads
