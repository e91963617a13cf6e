"""Adds shares and rates with exact intervals to a table of counts."""

from collections.abc import Iterable

import pyarrow as pa

from analysis.exposure import Exposure
from analysis.statistics.intervals import compute_rate, compute_share

Pairs = Iterable[tuple[int | None, float | None]]
SharePairs = Iterable[tuple[int | None, int | None]]


def append_shares(
    table: pa.Table, counts: SharePairs, names: tuple[str, str, str] = ("share", "low", "high")
) -> pa.Table:
    """Append the share of each row and its 95 % interval (Clopper and Pearson 1934).

    `counts` are (attacked, patrols) of each row. All three columns are empty if there are no patrols or their number is unknown.
    """
    shares = [compute_share(attacked or 0, patrols or 0) for attacked, patrols in counts]
    return _append(table, names, [(share.share, share.low, share.high) for share in shares])


def append_rates(
    table: pa.Table, counts: Pairs, names: tuple[str, str, str] = ("rate", "rate_low", "rate_high")
) -> pa.Table:
    """Append the rate of each row and its 95 % interval (Garwood 1936).

    `counts` are (events, exposure) of each row. All three columns are empty if there is no exposure or it is unknown.
    """
    rates = [compute_rate(events or 0, exposure or 0) for events, exposure in counts]
    return _append(table, names, [(rate.rate, rate.low, rate.high) for rate in rates])


def append_rates_of_exposure(table: pa.Table, exposure: Exposure) -> pa.Table:
    """Append share, low and high, and rate, rate_low and rate_high to a table of patrols, attacked, attacks and kilometres.

    Rates are attacks per exposed patrol, per 100 patrol-kilometres or per 1,000 of a counted unit (column exposed).
    """
    table = append_shares(table, pair_columns(table, "attacked", "patrols"))
    amounts = [amount and amount / exposure.per for amount in table[exposure.column].to_pylist()]
    return append_rates(table, zip(table["attacks"].to_pylist(), amounts, strict=True))


def pair_columns(table: pa.Table, first: str, second: str) -> list[tuple[int | None, int | None]]:
    """Return the values of two columns, row by row."""
    return list(zip(table[first].to_pylist(), table[second].to_pylist(), strict=True))


def _append(table: pa.Table, names: tuple[str, ...], rows: list[tuple[float | None, ...]]) -> pa.Table:
    for place, name in enumerate(names):
        table = table.append_column(name, pa.array([row[place] for row in rows], pa.float64()))
    return table
