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


def leave_out_roots(root: str, name: str, options: ReadingOptions) -> list[tuple[str, str]]:
    """Return the rules that leave out what is of no root of CAMEO, or of none asked for: `root` is its expression, `name` its column
    in words.
    """
    known, asked = (", ".join(map(quote_text, roots)) for roots in (ROOTS, options.roots))
    return [
        (f"{root} NOT IN ({known}, {asked})", f"{name} is no root of CAMEO"),
        (f"coalesce({root}, '') NOT IN ({asked})", f"{name} is none of {', '.join(options.roots)}"),
    ]
