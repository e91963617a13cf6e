"""Names of the parties of patrols: “Russia”, “Russian MP” and “россия” are one party, “Russian-Turkish” are two."""

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from etl.feeds.common import read_word_list
from etl.tables.corridors import fold_party, fold_party_in_sql
from etl.tables.schema import quote_text

FILE = Path(__file__).parent / "parties.csv"
JOINT = "joint"  # means all parties of the corridor
# Forces of a party count as the party; “Turkish-backed forces” are others.
FORCES = "armed forces|military police|security forces|army|forces|force|military|mps?|troops|soldiers|side|contingent|units?"
BETWEEN = r"\s*[;,/&+|\n]\s*|\s+(?:and|with|et|und|y|ve|и|та|و)\s+"
AND_IN_ARABIC = quote_text(r"\s+و(\pL)"), quote_text(r" و \1")  # written as one word with the following one


@cache
def read_names() -> dict[str, str]:
    """Read the party that each name means."""
    return {row["name"]: row["party"] for row in read_word_list(FILE)}


def list_party_names(text: str, known: Collection[str]) -> str:
    """Return an expression for the parties that a text names, as written there. `known` are the parties of the corridors."""
    names = {*map(fold_party, known), *read_names(), *read_names().values()}
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)) if "-" not in name)
    pair = quote_text(f"({either})\\s*[-–—]\\s*({either})(\\s+({FORCES}))?")
    apart = "string_split_regex(party, '\\s*[-–—]\\s*')"
    text = f"regexp_replace(lower({text}), {', '.join(AND_IN_ARABIC)}, 'g')"
    return (
        f"flatten(list_transform(string_split_regex({text}, {quote_text(BETWEEN)}), lambda party: "
        f"CASE WHEN regexp_full_match(party, {pair}) THEN {apart} ELSE [party] END))"
    )


def name_party(party: str) -> str:
    """Return an expression that normalises the name of a party for comparison."""
    meanings = ", ".join(f"{quote_text(name)}: {quote_text(meaning)}" for name, meaning in read_names().items())
    bare = f"regexp_replace(regexp_replace({fold_party_in_sql(party)}, '^the ', ''), ' ({FORCES})$', '')"
    return f"coalesce(MAP {{{meanings}}}[{bare}], {bare})"
