"""Meanings that users give to words, as `kind:IED attack=ied` or in a file, checked against our vocabulary."""

import csv
from collections.abc import Mapping
from pathlib import Path

from etl.errors import UsageError
from etl.feeds import WordMeaning, analyst
from etl.feeds.lexicon.meaning import COLUMNS, NOTHING, Record, find_meaning, read_record
from etl.feeds.lexicon.names.headers import name_headers
from etl.feeds.lexicon.phrases import fold_words

# The meanings that may be given in each column: our words. For a record these include attacks and nothing.
MEANINGS = COLUMNS | {
    "record": ("patrol", "incident", "attack", "suspension", "exposure", NOTHING),
    "kind": tuple(word for word in COLUMNS["kind"] if word != NOTHING),
    "date_precision": tuple(word for word in COLUMNS["date_precision"] if word != "range"),
}
HEADERS = ("column", "word", "meaning")


class Dictionary:
    """The meanings given by users, with the lexicon for everything else."""

    def __init__(self, given: tuple[WordMeaning, ...]) -> None:
        self._given = {(each.column, fold_text(each.word)): each.meaning for each in given}

    def find(self, column: str, text: str) -> str | None:
        """Return our word for a text in a column, or None if it is unknown."""
        return self._given.get((column, fold_text(text))) or find_meaning(column, text)

    def read_record(self, text: str) -> Record | None:
        """Return the kind of row that a text gives, or None if it is unknown."""
        given, kind = (self._given.get((column, fold_text(text))) for column in ("record", "kind"))
        if given in ("incident", "attack"):
            return Record("incident", kind or ("attack" if given == "attack" else find_meaning("kind", text)))
        if given:
            return Record(given, is_given=True)
        return Record("incident", kind) if kind else read_record(text)


def fold_text(text: str) -> tuple[str, ...]:
    """Return a text in the form that the lexicon compares: without differences in case, accents, hyphens or plurals."""
    return tuple(word.text for word in fold_words(text))


def parse_meanings(text: str, headers: Mapping[str, str] | None = None) -> list[WordMeaning]:
    """Read `COLUMN:WORD=MEANING`, or a CSV file with the columns column, word and meaning. Raises UsageError.

    A column may be given by our name, another known name, or a name in `headers` (theirs to ours).
    """
    names = {_plain(theirs): ours for theirs, ours in (headers or {}).items()}
    column, colon, rest = text.partition(":")
    word, sign, meaning = rest.rpartition("=")
    if colon and sign and _name_ours(column, names) in MEANINGS:
        return [_check(column, word, meaning, names)]
    if not Path(text).is_file():
        columns = ", ".join(MEANINGS)
        raise UsageError(
            f'“{text}” is neither COLUMN:WORD=MEANING, such as kind:"IED attack"=ied, nor a CSV file with the columns '
            f"{', '.join(HEADERS)}. COLUMN is one of {columns}."
        )
    return _read_file(Path(text), names)


def _read_file(path: Path, names: Mapping[str, str]) -> list[WordMeaning]:
    """Read a file. Rows without a meaning are skipped as not filled in yet. Lists from the Data page call the word `text`."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), set(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error):
        raise UsageError(f"{path.name} cannot be read as CSV in UTF-8.") from None
    word = "word" if "word" in columns else "text"
    if not {"column", word, "meaning"} <= columns:
        raise UsageError(f"{path.name} needs the columns {', '.join(HEADERS)}, and a row for each word.")
    filled = [row for row in rows if (row["meaning"] or "").strip()]
    return [_check(row["column"] or "", row[word] or "", row["meaning"], names) for row in filled]


def _check(column: str, word: str, meaning: str, names: Mapping[str, str]) -> WordMeaning:
    column, word, meaning = _name_ours(column, names), word.strip(), meaning.strip().lower().replace(" ", "_")
    if column not in MEANINGS:
        raise UsageError(f"“{column}” has no words that can be mapped: use one of {', '.join(MEANINGS)}.")
    if not fold_text(word):
        raise UsageError(
            f'The word of {column} that means {meaning or "ied"} is missing: write {column}:"IED attack"={meaning or "ied"}.'
        )
    if meaning not in MEANINGS[column]:
        raise UsageError(f"“{meaning}” is not a word for {column}. Use one of {', '.join(MEANINGS[column])}.")
    return WordMeaning(column, word, meaning)


def _name_ours(column: str, names: Mapping[str, str]) -> str:
    name = _plain(column)
    if name in names or name in analyst.ALL_COLUMNS:
        return names.get(name, name)
    return name_headers([name], analyst.OURS)[0]


def _plain(column: str) -> str:
    return "_".join(column.lower().split())
