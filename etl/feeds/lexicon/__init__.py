"""What the words of analysts mean here: a file of phrases for each column, and how they are found in a cell.

`record.csv`, `kind.csv`, … hold one phrase a row: its language, our word for it, who uses it, and why where that needs saying. A
phrase without a meaning depends on what was left unsaid: it stands there so that no shorter word in it is taken, and counts as
not known. `grammar.csv` holds the words that negate, and those after which only the place or the victim follows.
"""

from etl.feeds.lexicon.meaning import COLUMNS, Record, find_meaning, read_record

__all__ = ["COLUMNS", "Record", "find_meaning", "read_record"]
