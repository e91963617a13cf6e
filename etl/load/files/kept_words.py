"""The meanings that users give to words, and their answers for all rows, in this and earlier loads of files with the same headers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from etl.feeds import Feed, WordMeaning
from etl.feeds.lexicon.user_meanings import fold_text
from etl.load.files.options import Options
from etl.load.sql.relations import Known
from etl.tables.corridors import CORRIDORS
from etl.tables.loads import WORD_MEANINGS

WORDS_SHOWN = 8
HEADER = "header"  # stands in place of a column name if the word is itself a header
ANSWER = "answer"  # likewise, if the word is an option for all rows, which Add offers again and no load applies


@dataclass(frozen=True)
class WordInForce:
    """A word with the meaning a user gave it, for files with these headers.

    `load_id` is the load that first stated the meaning, or None for this one.
    """

    column: str
    word: str
    meaning: str
    headers: str
    load_id: str | None = None

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Identifies the word whose meaning this one replaces."""
        return self.column, fold_text(self.word)


def name_headers(names: Collection[str]) -> str:
    """Return a name for a table's set of headers that does not depend on their order."""
    return ", ".join(sorted(names))


def find_words(known: Known, feed: Feed, names: Collection[str], options: Options) -> list[WordInForce]:
    """Find the words that apply to a table with these headers: those given now, and stored ones that these do not replace."""
    answers = _list_answers(options) if feed.is_kept_by_people else []
    headers = name_headers(names)
    kept = known.con.execute(
        f'SELECT "column", word, meaning, headers, load_id FROM ({known.select(WORD_MEANINGS, feed.name)}) WHERE headers = ? '
        'AND "column" <> ? ORDER BY "column", word',
        [headers, HEADER],
    )
    words = {word.key: word for word in (WordInForce(*row) for row in kept.fetchall())}
    for each in (*options.words, *answers):
        word = WordInForce(*each, headers)
        before = words.get(word.key)
        if not before:
            words[word.key] = word
        elif before.meaning != word.meaning:  # spelt as before, so that it replaces the earlier meaning
            words[word.key] = replace(word, word=before.word)
    return list(words.values())


def _list_answers(options: Options) -> list[WordMeaning]:
    answers = {name: getattr(options, name) for name in ("corridor", "participants", "verification", "date_order")}
    answers["complete"] = next((scope.country for scope in options.complete), None)
    return [WordMeaning(ANSWER, name, answer) for name, answer in answers.items() if answer]


def list_words_of_corridors(known: Known) -> tuple[WordMeaning, ...]:
    """List the words that corridors use for their units and targets. An attack on a flight or aircraft is one on traffic."""
    found = known.con.execute(
        f"SELECT DISTINCT unnest([unit, unit_singular, targets, target_singular]) AS word FROM ({known.select(CORRIDORS)}) "
        "WHERE unit IS NOT NULL ORDER BY word"
    )
    return tuple(WordMeaning("target", word, "traffic") for (word,) in found.fetchall() if word)


def list_meanings(words: Iterable[WordInForce]) -> tuple[WordMeaning, ...]:
    """Return the words in the form that the lexicon takes."""
    return tuple(WordMeaning(word.column, word.word, word.meaning) for word in words if word.column != ANSWER)


def describe_words(words: Sequence[WordInForce]) -> list[str]:
    """Describe which words were mapped, now and before."""
    words = [word for word in words if word.column != ANSWER]
    now, before = ([word for word in words if (word.load_id is None) is is_now] for is_now in (True, False))
    sentences = [f"Meanings given to words: {_list(now)}."] if now else []
    if before:
        releases = ", ".join(dict.fromkeys(str(word.load_id).partition("/")[0] for word in before))
        sentences.append(f"Meanings of words kept from {releases} for files with these headers: {_list(before)}.")
    return sentences


def _list(words: Sequence[WordInForce]) -> str:
    shown = ", ".join(f"{word.column} “{word.word}” is {word.meaning}" for word in words[:WORDS_SHOWN])
    return shown + (f" and {len(words) - WORDS_SHOWN} more" if len(words) > WORDS_SHOWN else "")
