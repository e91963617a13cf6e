"""Finds numbers in reports: in digits and in words, cardinal and ordinal."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.feeds.articles.language.words import make_pattern, read_rows

SOME = "some"
FIGURE = r"(?<![\w.,/:-])\d{1,3}(?:,\d{3})?(?![\w:%/]|[.,]\d|-\w)"
SUFFIX = r"(?:st|nd|rd|th|-?(?:й|е|я|го|м|ое))"


@dataclass(frozen=True)
class Number:
    """A number of people or things in a text. The value is None for an ordinal's `some`."""

    start: int
    end: int
    value: int | str
    is_article: bool = False


@cache
def _read(kind: str) -> dict[str, int]:
    return {row["word"].casefold(): int(row["value"]) for row in read_rows("numbers") if row["kind"] == kind}


@cache
def _compile() -> tuple[re.Pattern[str], re.Pattern[str]]:
    def join(*kinds: str) -> str:
        rows = sorted((row for row in read_rows("numbers") if row["kind"] in kinds), key=lambda row: -len(row["word"]))
        return "|".join(make_pattern(row["word"], row["language"]) for row in rows)

    tens = "|".join(word for word, value in _read("cardinal").items() if value in range(20, 91) and word.isascii())
    cardinals = re.compile(
        rf"(?<!\w)(?:(?P<figure>{FIGURE})|(?P<composed>\b(?:{tens})[- ](?:one|two|three|four|five|six|seven|eight|nine)\b)"
        rf"|(?P<some>{join('some')})|(?P<word>{join('cardinal')})|(?P<article>{join('article')}))",
        re.IGNORECASE,
    )
    ordinals = re.compile(
        rf"(?<!\w)(?:(?P<figure>\d{{1,3}}){SUFFIX}(?!\w)|(?P<tens>\b(?:{tens}))[- ](?P<ones>{join('ordinal')})"
        rf"|(?P<first>{join('ordinal')})(?:\s+و?(?P<arabic>{join('tens')}))?|(?P<round>{join('tens')}))",
        re.IGNORECASE,
    )
    return cardinals, ordinals


@lru_cache(maxsize=1024)
def find_numbers(text: str) -> tuple[Number, ...]:
    """List the cardinal numbers in a text, including articles: “a soldier” is one."""
    found = []
    for hit in _compile()[0].finditer(text):
        value: int | str
        match hit.lastgroup:
            case "figure":
                value = int(hit[0].replace(",", ""))
            case "composed":
                value = sum(_read("cardinal")[part] for part in re.split(r"[- ]", hit[0].casefold()))
            case "some":
                value = SOME
            case "article":
                value = 1
            case _:
                value = _look_up("cardinal", hit[0])
        found.append(Number(hit.start(), hit.end(), value, hit.lastgroup == "article"))
    return tuple(found)


@lru_cache(maxsize=1024)
def find_ordinals(text: str) -> tuple[Number, ...]:
    """List the ordinal numbers in a text: “26th”, “twenty-sixth”, “السادسة والعشرين”."""
    found = []
    for hit in _compile()[1].finditer(text):
        if hit["figure"]:
            value = int(hit["figure"])
        elif hit["tens"]:
            value = _look_up("cardinal", hit["tens"]) + _look_up("ordinal", hit["ones"])
        elif hit["round"]:
            value = _look_up("tens", hit["round"])
        else:
            value = _look_up("ordinal", hit["first"]) + (_look_up("tens", hit["arabic"]) if hit["arabic"] else 0)
        found.append(Number(hit.start(), hit.end(), value))
    return tuple(found)


def _look_up(kind: str, word: str) -> int:
    """Return the value of a word that may have Arabic prefixes."""
    known, folded = _read(kind), word.casefold()
    for cut in range(4):
        if folded[cut:] in known:
            return known[folded[cut:]]
    return next(value for name, value in known.items() if folded.endswith(name))
