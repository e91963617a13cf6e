"""One question of a release a function; each answer is an Arrow table whose columns the first lines of its SQL file name.

Every number on a page, in a file or in a sentence comes from here.
"""

import math
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa

from analysis.release import Release
from analysis.selection import Choices, Selection
from analysis.statistics.rates import rate_of, share_of
from etl.tables import checks

SQL = Path(__file__).parent / "sql"
GAP_RULE_DAYS = 10
COARSER = {"day": "week", "week": "month"}
PATROLS_FOR_A_SHARE = 10
MOST_BLOCKS = 40
MOST_INTERVALS = 1_000


@cache
def sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _ask(name: str, release: Release, selection: Selection, **more) -> pa.Table:
    return release.query(sql(name), **selection.parameters(), **more)


def choices(release: Release) -> Choices:
    """The corridors, feeds and days that a release offers."""
    rows = release.query(sql("choices")).to_pylist()
    return Choices(
        release=release.number,
        days={(row["corridor"], row["feed"]): (row["from"], row["through"]) for row in rows},
        opening_days={
            (row["corridor"], row["feed"]): (
                (row["complete_from"], row["complete_through"])
                if row["complete_from"]
                else (row["from"], row["through"])
            )
            for row in rows
        },
        titles={row["corridor"]: row["title"] for row in rows},
        kilometres={row["corridor"]: (row["km_from"], row["km_to"]) for row in rows if row["km_from"] is not None},
        parties={row["corridor"]: row["parties"] for row in rows},
    )


def corridor(release: Release, selection: Selection) -> dict:
    """The row of the chosen corridor."""
    return release.query("FROM corridors WHERE corridor = $corridor", **selection.parameters()).to_pylist()[0]


def patrols_by_period(release: Release, selection: Selection) -> pa.Table:
    return _ask("patrols_by_period", release, selection)


def attacks_by_period(release: Release, selection: Selection) -> pa.Table:
    return _ask("attacks_by_period", release, selection)


def share_attacked_by_period(release: Release, selection: Selection) -> pa.Table:
    """The columns of patrols_by_period, and share, low, high: the share attacked with its exact 95 % interval.

    All three are empty where no patrol ran ("no rate") and outside complete coverage.
    """
    return _with_shares(patrols_by_period(release, selection))


def series(release: Release, selection: Selection) -> pa.Table:
    """All that the Timeline draws by period: the columns of share_attacked_by_period, then those of attacks_by_period.

    The two are covered on different days: `attacks_covered` says of attacks what `covered` says of patrols and shares.
    """
    table, attacks = share_attacked_by_period(release, selection), attacks_by_period(release, selection)
    assert table["start"].equals(attacks["start"])  # noqa: S101 - a slip of ours, not of the data
    table = table.append_column("attacks_covered", attacks["covered"])
    for name in ("on_patrols", "on_patrols_in_doubt", "other"):
        table = table.append_column(name, attacks[name])
    return table


def rates_by_period(release: Release, selection: Selection) -> pa.Table:
    """The share attacked and the attacks per patrol of each period, with their exact 95 % intervals.

    Besides the columns of its SQL: share, low, high; rate, rate_low, rate_high. They are empty where no patrol ran and
    outside complete coverage.
    """
    return _with_rates(_ask("rates_by_period", release, selection))


def rates_by_block(release: Release, selection: Selection, block: int) -> pa.Table:
    """The same, for each block of so many patrols counted back from the last; see block_of_patrols for how many."""
    return _with_rates(_ask("rates_by_block", release, selection, block=block))


def block_of_patrols(patrols: int) -> int:
    """How many patrols a block holds where none is chosen: ten, more where that would make more than forty blocks."""
    return max(PATROLS_FOR_A_SHARE, math.ceil(patrols / MOST_BLOCKS))


def rates_of_days(release: Release, selection: Selection, first: date, last: date) -> dict:
    """The patrols, attacked patrols and attacks from one day to another, with both rates as in rates_by_period."""
    return _with_rates(_ask("rates_of_days", release, selection, first=first, last=last)).to_pylist()[0]


def halves(release: Release, selection: Selection) -> list[tuple[date, date]]:
    """Two periods to compare where none are chosen: the days with rates, parted where half of the patrols had run.

    Parted by exposure and not by what happened, so that the periods are not picked for a difference. Empty where fewer
    than two patrols of known day ran on different days.
    """
    return [
        days
        for row in _ask("halves", release, selection).to_pylist()
        for days in ((row["start"], row["half"]), (row["half"] + timedelta(days=1), row["end"]))
    ]


def patrols_between_attacks(release: Release, selection: Selection) -> pa.Table:
    return _ask("patrols_between_attacks", release, selection)


def days_between_attacks(release: Release, selection: Selection) -> pa.Table:
    """The newest thousand intervals: attacks can be many more than patrols."""
    return _ask("days_between_attacks", release, selection, intervals=MOST_INTERVALS)


def corridor_attacks_of_days(release: Release, selection: Selection) -> pa.Table:
    return _ask("corridor_attacks_of_days", release, selection)


def corridor_attacks_by_period(release: Release, selection: Selection) -> pa.Table:
    return _ask("corridor_attacks_by_period", release, selection)


def _with_shares(table: pa.Table) -> pa.Table:
    counted = zip(table["attacked"].to_pylist(), table["patrols"].to_pylist(), strict=True)
    shares = [share_of(attacked or 0, patrols or 0) for attacked, patrols in counted]
    for name in ("share", "low", "high"):
        table = table.append_column(name, pa.array([getattr(share, name) for share in shares], pa.float64()))
    return table


def _with_rates(table: pa.Table) -> pa.Table:
    table = _with_shares(table)
    counted = zip(table["attacks"].to_pylist(), table["patrols"].to_pylist(), strict=True)
    rates = [rate_of(attacks or 0, patrols or 0) for attacks, patrols in counted]
    for column, name in (("rate", "rate"), ("rate_low", "low"), ("rate_high", "high")):
        table = table.append_column(column, pa.array([getattr(rate, name) for rate in rates], pa.float64()))
    return table


def grain_of_shares(release: Release, selection: Selection) -> str:
    """The grain at which shares are drawn: the chosen one, or a coarser one while periods hold few patrols.

    A share of one or two patrols says nothing that its marks do not, so the grain is widened, to the month at most, until
    the periods in which a patrol ran hold ten on average.
    """
    if selection.grain not in COARSER:
        return selection.grain
    means = {row["grain"]: row["mean_patrols"] for row in _ask("mean_patrols_by_grain", release, selection).to_pylist()}
    grain = selection.grain
    while grain in COARSER and means.get(grain, 0) < PATROLS_FOR_A_SHARE:
        grain = COARSER[grain]
    return grain


def headline(release: Release, selection: Selection) -> dict:
    return _ask("headline", release, selection).to_pylist()[0]


def totals_by_count(release: Release, selection: Selection) -> pa.Table:
    return _ask("totals_by_count", release, selection)


def since_last_attack(release: Release, selection: Selection) -> dict | None:
    """The row of the last attack on a patrol; None where none is known up to the as-of day."""
    rows = _ask("since_last_attack", release, selection).to_pylist()
    return rows[0] if rows else None


def announced_suspensions(release: Release, selection: Selection) -> pa.Table:
    return _ask("announced_suspensions", release, selection)


def observed_gaps(release: Release, selection: Selection, gap_rule_days: int = GAP_RULE_DAYS) -> pa.Table:
    return _ask("observed_gaps", release, selection, gap_rule_days=gap_rule_days)


def milestones(release: Release, selection: Selection) -> pa.Table:
    return _ask("milestones", release, selection)


def caveats(release: Release, selection: Selection) -> dict:
    return _ask("caveats", release, selection).to_pylist()[0]


def near_duplicates(release: Release, *, days: int, km: float, corridor: str | None = None) -> pa.Table:
    """Pairs of incidents of two feeds that may be the same, for a person to decide."""
    return release.query(sql("near_duplicates"), days=days, km=km, corridor=corridor)


def doubts(release: Release) -> list[tuple[str, str, str]]:
    """(what is doubtful, record, detail) of every doubt kept in the release."""
    return [(sentence, *row.values()) for sentence, query in checks.DOUBTS for row in release.query(query).to_pylist()]
