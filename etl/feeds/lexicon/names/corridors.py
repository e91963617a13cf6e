"""Other names for corridors: “M-4”, “M4 highway” and “the M4 road” are the corridor `m4`."""

from collections import Counter
from collections.abc import Collection

from etl.tables.schema import quote_text

WORDS = (
    "the", "road", "highway", "hwy", "motorway", "freeway", "expressway", "route", "corridor", "axis", "international",
    "autoroute", "carretera", "autopista", "autobahn", "straße", "strasse", "la", "l",
    "дорога", "автодорога", "трасса", "шоссе", "автотрасса", "траса", "шосе", "yolu", "otoyolu", "karayolu", "otoban",
    "طريق", "الطريق", "الدولي", "دولي", "السريع", "اوتوستراد", "أوتوستراد", "الاوتوستراد", "محور",
)  # fmt: skip
SIGNS = "[\\s,;:._()\\[\\]/\"'’–—-]+"


def is_corridor(text: str, corridors: Collection[str]) -> str:
    """Return the condition that a text is the short name of one of the corridors."""
    return f"({_find_name(text, corridors)} IS NOT NULL)" if corridors else "false"


def _find_name(text: str, names: Collection[str]) -> str:
    """Return an expression for a text if it is one of the names, otherwise NULL. Its cost does not grow with the number of names."""
    return f"try_cast({text} AS ENUM ({', '.join(map(quote_text, dict.fromkeys(names)))}))"


def read_corridor_name(text: str, corridors: Collection[str]) -> str:
    """Return an expression for the corridor that a text names, or the text in lower case if it names none."""
    folded = Counter(_fold(name) for name in corridors)
    known = {name.lower(): name for name in corridors}
    known = {_fold(name): name for name in corridors if _fold(name) and folded[_fold(name)] == 1} | known
    if not known:
        return f"lower({text})"
    # Russian and Ukrainian keyboards write М4 in Cyrillic letters.
    latin = f"regexp_replace(regexp_replace(lower({text}), '(^|[^\\pL])м(-?\\d)', '\\1m\\2'), '(^|[^\\pL])а(-?\\d)', '\\1a\\2')"
    words = f"string_split_regex({latin}, {quote_text(SIGNS)})"
    left = f"list_filter({words}, lambda word: word NOT IN ({', '.join(map(quote_text, WORDS))}))"
    # A map computes its key once per row; a CASE would split the text again for each corridor.
    named = f"MAP {{{', '.join(f'{quote_text(key)}: {quote_text(name)}' for key, name in known.items())}}}"
    exact = f"{_find_name(f'lower({text})', [name for name in corridors if name == name.lower()] or known)}::VARCHAR"
    return f"coalesce({exact}, {named}[{latin}], {named}[array_to_string({left}, '')], lower({text}))"


def _fold(name: str) -> str:
    for sign in "-_. ":
        name = name.replace(sign, " ")
    return "".join(word for word in name.split() if word not in WORDS)
