"""The column heads of a file: how each was read, and the meanings that users gave them, in this load or an earlier one.

A head named by a user is stored like a word of a column, see `kept_words`.
"""

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from etl.feeds import analyst
from etl.feeds.common.headers import find_heads, make_names
from etl.feeds.lexicon import find_meaning
from etl.feeds.lexicon.answers import asks
from etl.feeds.lexicon.names.heads import ALIASES, OF_A_GRID, WHOLE_DATE, find_end, read_heads, shorten_head
from etl.formats import Preview
from etl.load.files.kept_words import HEAD, WordInForce, name_heads
from etl.load.files.recognise import Matches
from etl.load.sql.relations import Known
from etl.tables.loads import WORD_MEANINGS

ROWS_SEARCHED = 25
EXAMPLES = 3
LONGEST_EXAMPLE = 60
ALIKE = 0.75  # similarity to a known head that is enough for a guess
READ_BY_WORDS = ("kind", "outcome", "verification", "target")


@dataclass(frozen=True)
class Head:
    """A head as written in the file, the column of ours it was read as, some cells below it, and a guess at its meaning."""

    sheet: str | None
    theirs: str
    ours: str | None
    examples: tuple[str, ...]
    guess: str | None = None


def list_unknown_heads(previews: Sequence[Preview]) -> list[Head]:
    """List the heads of tables that no feed recognises, with guesses. Takes the row with the most cells as the head."""
    return [head for preview in previews for head in _list_heads_of(preview)]


def list_heads(
    matches: Matches, not_kept: Mapping[str | None, Sequence[str]], renamed: Mapping[str, str]
) -> list[Head]:
    """List the heads of the tables that were read. `not_kept` are the names of columns that were not, by sheet."""
    heads = []
    for preview, match in matches:
        if not match:
            continue
        for name, theirs in find_heads(preview, match.names, match.skip, renamed).items():
            place = match.names.index(name)
            ours = None if name in not_kept.get(preview.sheet, ()) else name
            examples = _list_examples(preview, match.skip, place)
            heads.append(Head(preview.sheet, theirs, ours, examples, None if ours else guess_column(theirs, examples)))
    return heads


def guess_column(theirs: str, examples: Sequence[str] = ()) -> str | None:
    """Guess which of our columns a head means, from its cells or its similarity to a known head. Return None if neither helps."""
    if examples and all(WHOLE_DATE.search(example) for example in examples):
        return "date"
    [name] = make_names((theirs,))
    if end := find_end(name, examples):
        return end
    meant = (column for column in READ_BY_WORDS if all(find_meaning(column, example) for example in examples))
    if examples and not asks(name) and (column := next(meant, None)):
        return column
    return "attacked" if asks(name) and name not in read_heads() else _guess_by_name(shorten_head(name))


@cache
def _guess_by_name(short: str) -> str | None:
    known = {alias: ours for ours, aliases in ALIASES.items() for alias in (*aliases, ours)} | read_heads()
    known |= {name: name for name in analyst.ALL_COLUMNS}
    near = difflib.get_close_matches(short, known, 1, ALIKE)
    words = [word for word in short.split("_") if word in known]
    if axis := next((word for word in words if word in OF_A_GRID), None):  # “Y coord” is one half of a point
        return known[axis]
    return known[near[0]] if near else known[words[-1]] if words else None


def find_heads_in_force(known: Known, previews: Sequence[Preview], given: Mapping[str, str]) -> list[WordInForce]:
    """Find the meanings of a file's heads, as given now or stored for files with the same heads."""
    tables = {
        name_heads(names): names for preview in previews for names in map(make_names, preview.rows[:ROWS_SEARCHED])
    }
    rows = known.con.execute(
        f'SELECT "column", word, meaning, heads, load_id FROM ({known.select(WORD_MEANINGS)}) '
        'WHERE "column" = ? AND list_contains(?, heads) ORDER BY word',
        [HEAD, list(tables)],
    ).fetchall()
    heads = {(each.heads, _fold(each.word)): each for each in (WordInForce(*row) for row in rows)}
    for theirs, ours in given.items():
        for key, names in tables.items():
            if _fold(theirs) not in names:
                continue
            before = heads.get((key, _fold(theirs)))
            if not before or before.meaning != ours:
                word = before.word if before else theirs
                heads[key, _fold(theirs)] = replace(
                    before or WordInForce(HEAD, word, ours, key), meaning=ours, load_id=None
                )
    return list(heads.values())


def describe_heads(heads: Sequence[WordInForce]) -> list[str]:
    """Describe which heads were named for earlier files with the same heads."""
    before = [head for head in heads if head.load_id is not None]
    if not before:
        return []
    releases = ", ".join(dict.fromkeys(str(head.load_id).partition("/")[0] for head in before))
    named = ", ".join(f"“{head.word}” is {head.meaning}" for head in before)
    return [f"Column names kept from {releases} for files with these heads: {named}."]


def _fold(theirs: str) -> str:
    return make_names((theirs,))[0]


def _list_heads_of(preview: Preview) -> list[Head]:
    if not preview.rows:
        return []
    place = max(range(len(preview.rows[:ROWS_SEARCHED])), key=lambda row: _count_heads(preview.rows[row]))
    written = [" ".join((cell or "").split()) for cell in preview.rows[place]]
    named = analyst.make_names(list(make_names(tuple(preview.rows[place]))))
    heads, known, folded = [], set(named) & set(analyst.OURS), [head.casefold() for head in written]
    for column, (head, name) in enumerate(zip(written, named, strict=True)):
        examples = _list_examples(preview, place + 1, column)
        ours = name if name in known else None
        guess = ours or guess_column(head, examples)
        if head and folded.count(folded[column]) > 1:  # only the user can say which of them counts
            nth = folded[: column + 1].count(folded[column])
            heads.append(Head(preview.sheet, f"{head}#{nth}", None, examples))
        elif head:
            heads.append(Head(preview.sheet, head, ours, examples, guess if ours or guess not in known else None))
    # A column is read from one head, so no meaning is guessed for two.
    guesses = Counter(head.guess for head in heads)
    return [replace(head, guess=None) if guesses[head.guess] > 1 else head for head in heads]


def _count_heads(row: Sequence[str | None]) -> int:
    """Count the cells of a row that may be heads, minus those that begin with a digit, as days and numbers do."""
    return sum(-1 if cell[0].isdigit() else 1 for cell in row if cell)


def _list_examples(preview: Preview, skip: int, place: int) -> tuple[str, ...]:
    cells = (" ".join((row[place] or "").split())[:LONGEST_EXAMPLE] for row in preview.rows[skip:] if place < len(row))
    return tuple(dict.fromkeys(filter(None, cells)))[:EXAMPLES]
