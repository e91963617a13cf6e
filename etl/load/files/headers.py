"""The column headers of a file: how each was read, and the meanings that users gave them, in this load or an earlier one.

A header named by a user is stored like a word of a column, see `kept_words`.
"""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from etl.feeds import analyst
from etl.feeds.common.headers import find_written_headers, make_names
from etl.feeds.lexicon import find_meaning
from etl.feeds.lexicon.answers import asks
from etl.feeds.lexicon.names.headers import ALIASES, OF_A_GRID, WHOLE_DATE, find_end, read_headers, shorten_header
from etl.formats import Preview
from etl.load.files.kept_words import HEADER, WordInForce, name_headers
from etl.load.files.recognise import Matches
from etl.load.sql.relations import Known
from etl.tables.loads import WORD_MEANINGS

ROWS_SEARCHED = 25
EXAMPLES = 3
LONGEST_EXAMPLE = 60
ALIKE = 0.75  # similarity to a known header that is enough for a guess
READ_BY_WORDS = ("kind", "outcome", "verification", "target")


@dataclass(frozen=True)
class Header:
    """A header as written in the file, the column of ours it was read as, some cells below it, and a guess at its meaning."""

    sheet: str | None
    theirs: str
    ours: str | None
    examples: tuple[str, ...]
    guess: str | None = None


def list_unknown_headers(previews: Sequence[Preview]) -> list[Header]:
    """List the headers of tables that no feed recognises, with guesses. Takes the row with the most cells as the header."""
    return [header for preview in previews for header in _list_headers_of(preview)]


def list_headers(
    matches: Matches, not_kept: Mapping[str | None, Sequence[str]], renamed: Mapping[str, str]
) -> list[Header]:
    """List the headers of the tables that were read. `not_kept` are the names of columns that were not, by sheet."""
    headers = []
    for preview, match in matches:
        if not match:
            continue
        for name, theirs in find_written_headers(preview, match.names, match.skip, renamed).items():
            place = match.names.index(name)
            ours = None if name in not_kept.get(preview.sheet, ()) else name
            examples = _list_examples(preview, match.skip, place)
            headers.append(
                Header(preview.sheet, theirs, ours, examples, None if ours else guess_column(theirs, examples))
            )
    return headers


def guess_column(theirs: str, examples: Sequence[str] = ()) -> str | None:
    """Guess which of our columns a header means, from its cells or its similarity to a known header. Return None if neither helps."""
    if examples and all(WHOLE_DATE.search(example) for example in examples):
        return "date"
    [name] = make_names((theirs,))
    if end := find_end(name, examples):
        return end
    meant = (column for column in READ_BY_WORDS if all(find_meaning(column, example) for example in examples))
    if examples and not asks(name) and (column := next(meant, None)):
        return column
    return "attacked" if asks(name) and name not in read_headers() else _guess_by_name(shorten_header(name))


@cache
def _guess_by_name(short: str) -> str | None:
    known = {alias: ours for ours, aliases in ALIASES.items() for alias in (*aliases, ours)} | read_headers()
    known |= {name: name for name in analyst.ALL_COLUMNS}
    near = difflib.get_close_matches(short, known, 1, ALIKE)
    words = [word for word in short.split("_") if word in known]
    if axis := next((word for word in words if word in OF_A_GRID), None):  # “Y coord” is one half of a point
        return known[axis]
    return known[near[0]] if near else known[words[-1]] if words else None


def find_headers_in_force(known: Known, previews: Sequence[Preview], given: Mapping[str, str]) -> list[WordInForce]:
    """Find the meanings of a file's headers, as given now or stored for files with the same headers."""
    tables = {
        name_headers(names): names for preview in previews for names in map(make_names, preview.rows[:ROWS_SEARCHED])
    }
    rows = known.con.execute(
        f'SELECT "column", word, meaning, headers, load_id FROM ({known.select(WORD_MEANINGS)}) '
        'WHERE "column" = ? AND list_contains(?, headers) ORDER BY word',
        [HEADER, list(tables)],
    ).fetchall()
    headers = {(each.headers, _fold(each.word)): each for each in (WordInForce(*row) for row in rows)}
    for theirs, ours in given.items():
        for key, names in tables.items():
            if _fold(theirs) not in names:
                continue
            before = headers.get((key, _fold(theirs)))
            if not before or before.meaning != ours:
                word = before.word if before else theirs
                headers[key, _fold(theirs)] = replace(
                    before or WordInForce(HEADER, word, ours, key), meaning=ours, load_id=None
                )
    return list(headers.values())


def describe_headers(headers: Sequence[WordInForce]) -> list[str]:
    """Describe which headers were named for earlier files with the same headers."""
    before = [header for header in headers if header.load_id is not None]
    if not before:
        return []
    releases = ", ".join(dict.fromkeys(str(header.load_id).partition("/")[0] for header in before))
    named = ", ".join(f"“{header.word}” is {header.meaning}" for header in before)
    return [f"Column names kept from {releases} for files with these headers: {named}."]


def _fold(theirs: str) -> str:
    return make_names((theirs,))[0]


def _list_headers_of(preview: Preview) -> list[Header]:
    if not preview.rows:
        return []
    place = max(range(len(preview.rows[:ROWS_SEARCHED])), key=lambda row: _count_headers(preview.rows[row]))
    written = [" ".join((cell or "").split()) for cell in preview.rows[place]]
    named = analyst.make_names(list(make_names(tuple(preview.rows[place]))))
    headers, known, folded = [], set(named) & set(analyst.OURS), [header.casefold() for header in written]
    for column, (header, name) in enumerate(zip(written, named, strict=True)):
        examples = _list_examples(preview, place + 1, column)
        ours = name if name in known else None
        guess = ours or guess_column(header, examples)
        if header and folded.count(folded[column]) > 1:  # only the user can say which of them counts
            nth = folded[: column + 1].count(folded[column])
            headers.append(Header(preview.sheet, f"{header}#{nth}", None, examples))
        elif header:
            headers.append(Header(preview.sheet, header, ours, examples, guess if ours or guess not in known else None))
    # A column is read from one header, so no meaning is guessed for two.
    guesses = Counter(header.guess for header in headers)
    return [replace(header, guess=None) if guesses[header.guess] > 1 else header for header in headers]


def _count_headers(row: Sequence[str | None]) -> int:
    """Count the cells of a row that may be headers, minus those that begin with a digit, as days and numbers do."""
    return sum(-1 if cell[0].isdigit() else 1 for cell in row if cell)


def _list_examples(preview: Preview, skip: int, place: int) -> tuple[str, ...]:
    cells = (" ".join((row[place] or "").split())[:LONGEST_EXAMPLE] for row in preview.rows[skip:] if place < len(row))
    return tuple(dict.fromkeys(filter(None, cells)))[:EXAMPLES]
