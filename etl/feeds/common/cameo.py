"""CAMEO codes, by which machines classify actions in news reports. The first two digits are the root.

Most roots are statements and diplomacy. Only the requested roots become incidents, whichever machine assigned the codes.
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

# If the first digits are not a root, a program read the code as a number and dropped its leading zero. No code has two digits.
ZERO_IS_LOST = "(length(code) <= 2 OR try_cast(left(code, 2) AS INTEGER) > 20)"
NO_ROOT = "not a root of CAMEO, so the kind is unknown"


def parse_code(code: str) -> dict[str, str]:
    """Return the expressions for a code: as in the file, and `restored` with a dropped leading zero."""
    return {"code": code, "restored": f"CASE WHEN {ZERO_IS_LOST} THEN '0' || code ELSE code END"}


def leave_out_roots(root: str, name: str, options: ReadingOptions) -> list[tuple[str, str]]:
    """Return the rule that leaves out roots that were not requested. `root` is an expression, `name` describes the column.

    Roots unknown to CAMEO may be anything and are kept: see `list_unknown_roots`.
    """
    roots = ", ".join(map(quote_text, options.roots))
    return [
        (
            f"coalesce({root}, '') NOT IN ({roots}) AND NOT {_is_unknown(root, options)}",
            f"{name} is not one of {', '.join(options.roots)}",
        )
    ]


def read_kind(kind: str, root: str, options: ReadingOptions) -> str:
    """Return the expression for a kind; unknown if CAMEO does not have the root."""
    return f"CASE WHEN {_is_unknown(root, options)} THEN 'unknown' ELSE {kind} END"


def list_unknown_roots(root: str, column: str, options: ReadingOptions) -> list[UnreadCell]:
    """Return the rule that reports a root, read from `column`, that CAMEO does not have."""
    return [UnreadCell(column, _is_unknown(root, options), NO_ROOT)]


def _is_unknown(root: str, options: ReadingOptions) -> str:
    known = ", ".join(map(quote_text, (*ROOTS, *options.roots)))
    return f"coalesce({root} NOT IN ({known}), false)"
