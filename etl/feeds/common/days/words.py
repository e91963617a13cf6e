"""The words and symbols in written dates: names of months and weekdays in many languages, and connecting words.

`cldr.csv` has the names of CLDR (written by `python -m tests.day_names`), `other_names.csv` other common names, and
`connectors.csv` the words between them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.feeds.common import read_word_list

HERE = Path(__file__).parent
ORDINAL = r"(?:st|nd|rd|th|er|eme|e|ro|do|to|º|°|-?(?:го|е|ое|га|ого))"
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−⁃˗"), "-")
# Arabic and Persian letters that are used for each other, and characters without meaning.
ALIKE = str.maketrans({"ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": None, "ı": "i", "،": ",", "؛": ";", "'": None, "’": None,
                       "‘": None, "ʼ": None, "´": None, "`": None, "“": None, "”": None, '"': None, "«": None, "»": None,
                       "º": "°"})  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A part of a written date: a number, a name, a connecting word or a separator.

    `role` is number, month, weekday, a role of `connectors.csv`, or the separator itself. `numbers` are the value, or the
    months or weekdays that the name may mean.
    """

    role: str
    text: str
    numbers: tuple[int, ...] = ()

    @property
    def value(self) -> int:
        """The value of a number."""
        return self.numbers[0]


def tidy(text: str) -> str:
    """Return a text in lower case with plain digits, without accents, invisible characters and extra spaces."""
    text = unicodedata.normalize("NFKC", text.replace("º", "°")).casefold()
    visible = (character for character in unicodedata.normalize("NFKD", text) if _is_kept(character))
    text = "".join(visible).translate(ALIKE).translate(DASHES)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    # French `mi-août` is mid-August, but `mi` alone is a German Wednesday.
    text = re.sub(r"\bmi-(?=[^\W\d_])", "mid ", text)
    text = re.sub(r"\.\.+|[→⟶➔]|->", " to ", text)
    # Between two days ~ is a dash; before a single day it means that the day is approximate.
    text = re.sub(r"(?<=[\w.])\s*~\s*(?=\w)", "-", text)
    return re.sub(r"\s+", " ", text).strip(" .,;")


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in ("Mn", "Cf")


@cache
def read_names() -> dict[str, Token]:
    """Map the tidied form of each word that a date may contain to its token."""
    found: dict[tuple[str, str], set[int]] = {}
    for file in ("cldr.csv", "other_names.csv"):
        for row in read_word_list(HERE / file):
            found.setdefault((tidy(row["name"]), row["kind"]), set()).add(int(row["number"]))
    names = {}
    for row in read_word_list(HERE / "connectors.csv"):
        names.update({tidy(word): Token(row["role"], word) for word in row["words"].split()})
    # A short word may be a month in one language and a weekday in another, such as `mar`. The reader decides.
    for (name, kind), numbers in sorted(found.items(), key=lambda entry: entry[0][1], reverse=True):
        known = names.get(name)
        if known and known.role == "weekday" and kind == "month":
            names[name] = Token("month or weekday", " ".join(map(str, sorted(known.numbers))), tuple(sorted(numbers)))
        else:
            names[name] = Token(kind, name, tuple(sorted(numbers)))
    return names


@cache
def _compile_tokens() -> re.Pattern[str]:
    several = sorted((name for name in read_names() if not name.isalpha()), key=len, reverse=True)
    known = "|".join(map(re.escape, several))
    return re.compile(
        rf"(?P<known>(?<![^\W\d_])(?:{known})(?![^\W\d_]))|(?P<number>\d+)(?P<ordinal>{ORDINAL}(?![^\W\d_]))?"
        r"|(?P<word>[^\W\d_]+)|(?P<mark>[-/.,&+;:]+)|(?P<blank> +)|(?P<other>.)"
    )


def list_tokens(text: str) -> list[Token] | None:
    """Split a tidied text into tokens without fillers and spaces. Return None if a word or symbol is unknown.

    A dash between spaces is the token ` - `.
    """
    tokens: list[Token] = []
    for found in _compile_tokens().finditer(text):
        part = found.group()
        match found.lastgroup:
            case "blank":
                continue
            case "other":
                return None
            case "number" | "ordinal":
                tokens.append(
                    Token("ordinal" if found["ordinal"] else "number", found["number"], (int(found["number"]),))
                )
            case "mark" if part not in ("&", "+"):
                part = "," if set(part) <= {".", ","} and part != "." else part
                spaced = text[found.start() - 1 : found.start()] == " " and text[found.end() : found.end() + 1] == " "
                tokens.append(Token(" - " if spaced and part == "-" else part, part))
            case _:
                token = read_names().get(part)
                if token is None:
                    return None
                if token.role != "filler":
                    tokens.append(token)
    return tokens
