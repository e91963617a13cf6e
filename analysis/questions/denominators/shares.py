"""The share attacked, by who counts the patrols and by who reports the attacks."""

import pyarrow as pa

from analysis.answer import declare_answer
from analysis.question import Queries
from analysis.release import Release
from analysis.selection import SOURCE_CHOICES, VERIFICATION_CHOICES, Selection
from analysis.statistics.interval_columns import append_shares, pair_columns

QUERIES = Queries(__file__)
WITH_DOUBTFUL = "_with_doubtful"
BY_DENOMINATOR = declare_answer(
    "patrols_by is_party patrols attacked attacked_with_doubtful patrol_id lowest highest from_first numbers_left_out "
    "share low high share_with_doubtful low_with_doubtful high_with_doubtful",
    meanings={
        "patrols_by": "Who counts the patrols: known_day as in the headline, any_day with those of unknown day, or the count whose numbers are used.",
        "is_party": "Whether a party counts.",
        "patrols": "Patrols by this count.",
        "attacked": "Patrols attacked, by confirmed and coded attacks.",
        "attacked_with_doubtful": "Patrols attacked, also by disputed and unconfirmed attacks.",
        "patrol_id": "The patrol with the highest number.",
        "lowest": "The lowest number of the count in the complete days that contain the as-of day.",
        "highest": "The highest number of the count up to the as-of day.",
        "from_first": "Whether number 1 is the first joint patrol of those days. Then patrols is the highest number; otherwise "
        "it is the number of numbers from the lowest to the highest, and attacked counts from the lowest on.",
        "numbers_left_out": "Numbers of cancelled runs and of runs of one party, which are not joint patrols; they are subtracted.",
        "share_with_doubtful": "attacked_with_doubtful / patrols.",
        "low_with_doubtful": "Lower end of its exact 95 % interval (Clopper and Pearson 1934).",
        "high_with_doubtful": "Upper end of its exact 95 % interval.",
    },
)
BY_SOURCES = declare_answer(
    "sources patrols attacked share low high",
    meanings={
        "sources": "Who must report an attack for it to count.",
    },
)


def compute_shares_by_denominator(release: Release, selection: Selection) -> pa.Table:
    """Compute the share attacked by each way of counting the patrols, without and with the doubtful attacks.

    Columns: patrols_by, is_party, patrols, attacked, attacked_with_doubtful, patrol_id; lowest, highest, from_first,
    numbers_left_out of a count; share, low, high; the same three with the suffix _with_doubtful. Shares are empty if there is
    no patrol, or if a count has fewer patrols than were attacked.
    """
    verifications = {"sure": VERIFICATION_CHOICES["confirmed"], "doubtful": VERIFICATION_CHOICES["any"]}
    bound = {name: list(words) for name, words in verifications.items()}
    table = QUERIES.ask("shares_by_denominator", release, selection, **bound)
    for ending in ("", WITH_DOUBTFUL):
        counts = pair_columns(table, f"attacked{ending}", "patrols")
        possible = [
            (attacked, patrols) if (attacked or 0) <= (patrols or 0) else (0, 0) for attacked, patrols in counts
        ]
        table = append_shares(table, possible, (f"share{ending}", f"low{ending}", f"high{ending}"))
    return table


def compute_shares_by_sources(release: Release, selection: Selection) -> pa.Table:
    """Compute the share attacked under each choice of sources. Columns: sources, patrols, attacked, share, low, high.

    The patrols are the same in every row, since a patrol counts whoever reports it.
    """
    (parties,) = release.query(
        "SELECT parties FROM corridors WHERE corridor = $corridor", **selection.list_parameters()
    )
    choices = [*SOURCE_CHOICES, *(f"side:{party}" for party in parties[0].as_py() or ())]
    table = QUERIES.ask("shares_by_sources", release, selection, choices=choices)
    return append_shares(table, pair_columns(table, "attacked", "patrols"))
