"""What a person says that words mean, as `kind:IED attack=ied` or in a file, checked against our vocabulary."""

import csv
from dataclasses import dataclass
from pathlib import Path

from etl.errors import UsageError
from etl.feeds import analyst
from etl.feeds.lexicon.meaning import COLUMNS, NOTHING, Record, find_meaning, read_record
from etl.feeds.lexicon.phrases import fold_words

# What may be said of each column: our words for it. Of a record also that it is an attack, and that nothing took place.
MEANINGS = COLUMNS | {
    "record": ("patrol", "incident", "attack", "suspension", NOTHING),
    "kind": tuple(word for word in COLUMNS["kind"] if word != NOTHING),
    "date_precision": tuple(word for word in COLUMNS["date_precision"] if word != "range"),
}
HEADS = ("column", "word", "meaning")


@dataclass(frozen=True)
class SaidWord:
    """What a word of a column means, as a person said for files with certain heads."""

    column: str
    word: str
    meaning: str


class Dictionary:
    """What persons said, and what the lexicon says of all else."""

    def __init__(self, said: tuple[SaidWord, ...]) -> None:
        self._said = {(each.column, _fold(each.word)): each.meaning for each in said}

    def find(self, column: str, text: str) -> str | None:
        """Return our word for a text of a column, or None where it is not known."""
        return self._said.get((column, _fold(text))) or find_meaning(column, text)

    def read_record(self, text: str) -> Record | None:
        """Return what a text says that a row is, or None where it is not known."""
        said, kind = (self._said.get((column, _fold(text))) for column in ("record", "kind"))
        if said in ("incident", "attack"):
            return Record("incident", kind or ("attack" if said == "attack" else find_meaning("kind", text)))
        if said:
            return Record(said)
        return Record("incident", kind) if kind else read_record(text)


def _fold(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in fold_words(text))


def parse_said(text: str) -> list[SaidWord]:
    """Read `COLUMN:WORD=MEANING`, or a CSV file with the columns column, word and meaning. Raises UsageError."""
    column, colon, rest = text.partition(":")
    word, sign, meaning = rest.rpartition("=")
    if colon and sign and _name_ours(column) in MEANINGS:
        return [_check(column, word, meaning)]
    if not Path(text).is_file():
        columns = ", ".join(MEANINGS)
        raise UsageError(
            f'“{text}” is neither COLUMN:WORD=MEANING, such as kind:"IED attack"=ied, nor a CSV file with the columns '
            f"{', '.join(HEADS)}. COLUMN is one of {columns}."
        )
    return _read_file(Path(text))


def _read_file(path: Path) -> list[SaidWord]:
    """Read a file; rows without a meaning are those that nobody has filled in yet."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise UsageError(f"{path.name} cannot be read as CSV in UTF-8.") from None
    if not rows or not set(HEADS) <= set(rows[0]):
        raise UsageError(f"{path.name} needs the columns {', '.join(HEADS)}, and a row for each word.")
    return [_check(*(row[name] or "" for name in HEADS)) for row in rows if (row["meaning"] or "").strip()]


def _check(column: str, word: str, meaning: str) -> SaidWord:
    column, word, meaning = _name_ours(column), word.strip(), meaning.strip().lower().replace(" ", "_")
    if column not in MEANINGS:
        raise UsageError(f"“{column}” has no words that can be mapped: use one of {', '.join(MEANINGS)}.")
    if not _fold(word):
        raise UsageError(f'Say which word of {column} means {meaning}: {column}:"IED attack"={meaning or "ied"}.')
    if meaning not in MEANINGS[column]:
        raise UsageError(f"“{meaning}” is no word for {column}: use one of {', '.join(MEANINGS[column])}.")
    return SaidWord(column, word, meaning)


def _name_ours(column: str) -> str:
    """Return our name for a column, which may go by another head that is known."""
    name = "_".join(column.lower().split())
    return next(
        (ours for ours, theirs in analyst.ALIASES.items() if name in theirs and name not in analyst.ALIASES), name
    )
