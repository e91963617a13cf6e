"""CAMEO, the codes by which machines sort what news say that actors do; the first two figures are the root.

Most roots are talk and diplomacy. Only those that are asked for become incidents, whichever machine wrote the codes.
"""

from etl.feeds import ReadingOptions
from etl.tables.schema import quote_text

ROOTS = {
    "01": "make a public statement", "02": "appeal", "03": "express intent to cooperate", "04": "consult",
    "05": "engage in diplomatic cooperation", "06": "engage in material cooperation", "07": "provide aid",
    "08": "yield", "09": "investigate", "10": "demand", "11": "disapprove", "12": "reject", "13": "threaten",
    "14": "protest", "15": "exhibit force posture", "16": "reduce relations", "17": "coerce", "18": "assault",
    "19": "fight", "20": "use unconventional mass violence",
}  # fmt: skip


def leave_out_roots(root: str, name: str, options: ReadingOptions) -> tuple[str, str]:
    """Return the rule that leaves out what is of no root asked for: `root` is its expression, `name` its column in words."""
    roots = ", ".join(map(quote_text, options.roots))
    return f"coalesce({root}, '') NOT IN ({roots})", f"{name} is none of {', '.join(options.roots)}"
