"""Names of roads: “M-4”, “M4 highway” and “the M4 road” are the corridor `m4`."""

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


def read_road(text: str, corridors: Collection[str]) -> str:
    """Return the expression for the corridor that a text names, or the text in small letters where it names none of these."""
    folded = Counter(_fold(name) for name in corridors)
    cases = " ".join(
        f"WHEN {quote_text(_fold(name))} THEN {quote_text(name)}"
        for name in corridors
        if _fold(name) and folded[_fold(name)] == 1
    )
    if not cases:
        return f"lower({text})"
    words = f"string_split_regex(lower({text}), {quote_text(SIGNS)})"
    left = f"list_filter({words}, lambda word: word NOT IN ({', '.join(map(quote_text, WORDS))}))"
    names = ", ".join(map(quote_text, corridors))
    return f"CASE WHEN lower({text}) IN ({names}) THEN lower({text}) ELSE coalesce(CASE array_to_string({left}, '') {cases} END, lower({text})) END"


def _fold(name: str) -> str:
    for sign in "-_. ":
        name = name.replace(sign, " ")
    return "".join(word for word in name.split() if word not in WORDS)
