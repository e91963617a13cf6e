"""The lexicon: our meanings for the words of analysts, with a file of phrases per column, and how to find them in a cell.

`record.csv`, `kind.csv` and so on have one phrase per row: its language, our word for it, who uses it, and a reason where
needed. A phrase without a meaning is ambiguous. It is listed so that no shorter phrase within it matches, and counts as
unknown. `grammar.csv` has negations, and words after which only the place or the victim follows.
"""

from etl.feeds.lexicon.meaning import COLUMNS, Record, find_meaning, read_record
