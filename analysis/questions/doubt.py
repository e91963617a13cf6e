"""How far the numbers depend on who counts the patrols, who tells of the attacks, and whose numbers are whole."""

import pyarrow as pa

from analysis.questions.metrics import sql
from analysis.release import Release
from analysis.selection import SOURCE_CHOICES, VERIFICATION_CHOICES, Selection
from analysis.statistics.rates import share_of

WITH_DOUBTFUL = "_with_doubtful"


def shares_by_denominator(release: Release, selection: Selection) -> pa.Table:
    """What the share attacked would be by each way to count the patrols, without and with the doubtful attacks.

    Besides the columns of its SQL: share, low, high, and the same three with doubtful attacks: share_with_doubtful,
    low_with_doubtful, high_with_doubtful. They are empty where there is no patrol, or a count has fewer than were attacked.
    """
    verifications = {"sure": VERIFICATION_CHOICES["confirmed"], "doubtful": VERIFICATION_CHOICES["any"]}
    table = release.query(
        sql("shares_by_denominator"),
        **selection.parameters(),
        **{name: list(words) for name, words in verifications.items()},
    )
    return _with_shares(_with_shares(table), WITH_DOUBTFUL)


def shares_by_sources(release: Release, selection: Selection) -> pa.Table:
    """The share attacked under each choice of sources: sources, patrols, attacked, share, low, high.

    The patrols are the same in every row: a patrol counts whoever tells of it.
    """
    (parties,) = release.query("SELECT parties FROM corridors WHERE corridor = $corridor", **selection.parameters())
    choices = [*SOURCE_CHOICES, *(f"side:{party}" for party in parties[0].as_py())]
    return _with_shares(release.query(sql("shares_by_sources"), **selection.parameters(), choices=choices))


def doubtful_numbers(release: Release, selection: Selection) -> pa.Table:
    return release.query(sql("doubtful_numbers"), **selection.parameters())


def counts_of_patrols(release: Release, selection: Selection) -> pa.Table:
    return release.query(sql("counts_of_patrols"), **selection.parameters())


def _with_shares(table: pa.Table, of: str = "") -> pa.Table:
    shares = [
        share_of(attacked, patrols) if patrols is not None and attacked <= patrols else share_of(0, 0)
        for attacked, patrols in zip(table[f"attacked{of}"].to_pylist(), table["patrols"].to_pylist(), strict=True)
    ]
    for name in ("share", "low", "high"):
        table = table.append_column(name + of, pa.array([getattr(share, name) for share in shares], pa.float64()))
    return table
