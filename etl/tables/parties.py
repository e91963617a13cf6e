"""How names of parties and of counts are compared: in small letters, with one blank between words, whatever stands there."""

import re


def fold_party(name: str) -> str:
    """Return a party as the lake keeps it: `Burkinabe  Army` and `burkinabe_army` as `burkinabe army`."""
    return re.sub(r"[\s_]+", " ", name).strip().lower()


def fold_party_in_sql(expression: str) -> str:
    """Return the expression that folds a text alike."""
    return f"trim(regexp_replace(lower({expression}), '[\\s_]+', ' ', 'g'))"
