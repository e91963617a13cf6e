"""CAMEO, the codes by which machines sort what news say that actors do; the first two figures are the root.

Most roots are talk and diplomacy. Only those that are asked for become incidents, whichever machine wrote the codes.
"""

from etl.feeds import ReadingOptions, UnreadCell
from etl.tables.schema import quote_text

ROOTS = {
    "01": "make a public statement", "02": "appeal", "03": "express intent to cooperate", "04": "consult",
    "05": "engage in diplomatic cooperation", "06": "engage in material cooperation", "07": "provide aid",
    "08": "yield", "09": "investigate", "10": "demand", "11": "disapprove", "12": "reject", "13": "threaten",
    "14": "protest", "15": "exhibit force posture", "16": "reduce relations", "17": "coerce", "18": "assault",
    "19": "fight", "20": "use unconventional mass violence",
}  # fmt: skip

# Figures that are no root stand first where a program took the code for a number and dropped its zero; no code has two figures.
ZERO_IS_LOST = "(length(code) <= 2 OR try_cast(left(code, 2) AS INTEGER) > 20)"
NO_ROOT = "no root of CAMEO, so the kind is not known"


def parse_code(code: str) -> dict[str, str]:
    """Return the expressions of a code: as the file has it, and `restored` with the zero that a program dropped."""
    return {"code": code, "restored": f"CASE WHEN {ZERO_IS_LOST} THEN '0' || code ELSE code END"}


def leave_out_roots(root: str, name: str, options: ReadingOptions) -> list[tuple[str, str]]:
    """Return the rule that leaves out what is of no root asked for: `root` is its expression, `name` its column in words.

    A root that CAMEO does not have may be anything, so it is kept: see `list_unknown_roots`.
    """
    asked = ", ".join(map(quote_text, options.roots))
    return [
        (
            f"coalesce({root}, '') NOT IN ({asked}) AND NOT {_is_unknown(root, options)}",
            f"{name} is none of {', '.join(options.roots)}",
        )
    ]


def read_kind(kind: str, root: str, options: ReadingOptions) -> str:
    """Return the expression of a kind, which is not known where the root is none of CAMEO."""
    return f"CASE WHEN {_is_unknown(root, options)} THEN 'unknown' ELSE {kind} END"


def list_unknown_roots(root: str, column: str, options: ReadingOptions) -> list[UnreadCell]:
    """Return the rule that names a root, read of `column`, which CAMEO does not have."""
    return [UnreadCell(column, _is_unknown(root, options), NO_ROOT)]


def _is_unknown(root: str, options: ReadingOptions) -> str:
    known = ", ".join(map(quote_text, (*ROOTS, *options.roots)))
    return f"coalesce({root} NOT IN ({known}), false)"
