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
BOTH = "both"  # means them if there are two
# Forces of a party count as the party; “Turkish-backed forces” are others.
FORCES = "armed forces|military police|security forces|army|forces|force|military|mps?|troops|soldiers|side|contingent|units?"
BETWEEN = r"\s*[;,/\\&+|()\n]\s*|\s+(?:and|with|et|und|y|e|ve|ile|и|та|و)\s+"
OF_PATROLS = ("patrol", "patrols", "patrouille", "devriye", "патруль", "patrulla", "دورية")  # words that add nothing
ALONE = ("only", "alone", "solo", "unilateral", "unilaterally", "seul", "seule", "nur", "только", "yalnız", "فقط")
AND_IN_ARABIC = quote_text(r"\s+و(\pL)"), quote_text(r" و \1")  # written as one word with the following one


@cache
def read_names() -> dict[str, str]:
    """Read the party that each name means."""
    return {row["name"]: row["party"] for row in read_word_list(FILE)}


def list_party_names(text: str, known: Collection[str]) -> str:
    """Return an expression for the parties that a text names, as written there. `known` are the parties of the corridors."""
    joint = {JOINT, *(name for name, party in read_names().items() if party == JOINT)}
    listed = {*read_names(), *read_names().values()} - joint - {BOTH}
    party, nation = (
        f"(?:the )?(?:{_match_one_of(names)})(?:\\s+(?:{FORCES}))?"
        for names in (listed | {*map(fold_party, known)}, listed)
    )
    beside, alone = f"(?:{_match_one_of({*joint, *OF_PATROLS})})", f"(?:{_match_one_of(ALONE)})"
    # Without a hyphen, “military police” of the parties “military” and “police” could be either.
    pair = f"(?:{party}(?:\\s*[-–—]\\s*{party})+|{nation}(?:(?:\\s*[-–—]\\s*|\\s+){nation})+)"
    several, single = f"(?:{beside}\\s+)*{pair}(?:\\s+{beside})*", f"(?:{alone}\\s+)?{party}(?:\\s+{alone})?"
    text = f"regexp_replace(lower({text}), {', '.join(AND_IN_ARABIC)}, 'g')"
    return (
        f"flatten(list_transform(string_split_regex({text}, {quote_text(BETWEEN)}), lambda party: "
        f"CASE WHEN regexp_full_match(party, {quote_text(f'{several}|{single}')}) "
        f"THEN regexp_extract_all(party, {quote_text(party)}) ELSE [party] END))"
    )


def _match_one_of(names: Collection[str]) -> str:
    """Return a pattern for any of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def set_party_names() -> str:
    """Return the statement that loads parties.csv into a variable for `name_party`.

    It applies to a connection, but not to its cursors. The query of a feed names parties a dozen times, and with the whole list in
    each of these places it takes DuckDB twice as long to plan.
    """
    meanings = ", ".join(f"{quote_text(name)}: {quote_text(meaning)}" for name, meaning in read_names().items())
    return f"SET VARIABLE party_names = MAP {{{meanings}}};"


def name_party(party: str) -> str:
    """Return an expression that normalises the name of a party for comparison."""
    bare = f"regexp_replace(regexp_replace({fold_party_in_sql(party)}, '^the ', ''), ' ({FORCES})$', '')"
    return f"coalesce(getvariable('party_names')[{bare}], {bare})"
