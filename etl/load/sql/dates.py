"""Reads the dates of a table once per distinct text before staging: plain ones in SQL, all others in Python."""

import re
from collections.abc import Mapping

import duckdb

from etl.errors import FileRefused
from etl.feeds import ReadingOptions
from etl.feeds.common.days.columns import SWAPPED, Dates, DatesInDoubt, PlainDates, read_texts
from etl.feeds.common.days.headers import read_order
from etl.feeds.lexicon.names.corridors import read_corridor_name
from etl.load.sql import fetch_row, fill_in, list_names
from etl.tables.schema import quote_identifier

SAMPLE_ROWS = 20_000
DAYS = 'STRUCT("first" DATE, "last" DATE, "precision" VARCHAR)'


def find_dates(
    con: duckdb.DuckDBPyConnection,
    file: str,
    names: list[str],
    dates: tuple[str, ...],
    relation: str,
    options: ReadingOptions,
    headers: Mapping[str, str],
    *,
    only_sample: bool = False,
) -> Dates:
    """Find how the dates of a table are read, using all rows of all date columns.

    `dates` are expressions over `names`; `headers` maps columns to their names in the file. If all dates of a sample are
    plain, the sample is enough. Raises FileRefused if dates are ambiguous.
    """
    if not dates:
        return Dates()
    columns = set(re.findall(r"\w+", " ".join(dates)))
    parts = {
        "names": list_names(name for name in names if name in columns) or "*",
        "relation": relation,
        "limit": f"LIMIT {SAMPLE_ROWS}" if only_sample else "",
        "cells": " UNION ALL ".join(f"SELECT {date} AS cell FROM chosen" for date in dates),
    }
    wanted = "true" if options.date_order == SWAPPED else "plain_days(written) IS NULL"
    texts = dict(con.execute(fill_in("texts_of_dates", wanted=wanted, **parts)).fetchall())
    if not texts:
        return Dates()
    if only_sample:  # the sample has other dates, so use all rows
        return find_dates(con, file, names, dates, relation, options, headers)
    orders = {order for name in names if name in columns and (order := read_order(headers.get(name, "")))}
    plain = PlainDates(*fetch_row(con, fill_in("plain_dates", **parts)))
    try:
        zones = _find_zones(con, names, relation, options)
        return read_texts(texts, plain, options.date_order, zones, orders.pop() if len(orders) == 1 else None)
    except DatesInDoubt as doubt:
        raise FileRefused(f"{file}: {doubt}", options=(doubt.option,)) from None


def _find_zones(con: duckdb.DuckDBPyConnection, names: list[str], relation: str, options: ReadingOptions) -> set[str]:
    """Find the time zones that days may be in: the named one, else those of the corridors that rows name, else all."""
    if options.zone:
        return {options.zone}
    corridors = {options.corridor}
    if "corridor" in names:
        corridor = read_corridor_name(quote_identifier("corridor"), options.corridors)
        corridors |= {name for (name,) in con.execute(f"SELECT DISTINCT {corridor} FROM {relation}").fetchall()}
    return {zone for name, zone in options.zones.items() if name in corridors} or set(options.zones.values())


def keep_dates(con: duckdb.DuckDBPyConnection, dates: Dates) -> None:
    """Replace the days of texts in the table `days_written`, and let the macro `written_days` look them up there if there are any."""
    con.execute("DELETE FROM days_written")
    found = "(SELECT days FROM days_written WHERE written = the_text)" if dates.days else f"NULL::{DAYS}"
    con.execute(f"CREATE OR REPLACE MACRO written_days(the_text) AS {found}")
    if not dates.days:
        return
    rows = [(text, days.first, days.last, days.precision) for text, days in dates.days.items()]
    con.execute(
        "INSERT INTO days_written SELECT unnest(?::VARCHAR[]), "
        "unnest(list_transform(list_zip(?::DATE[], ?::DATE[], ?::VARCHAR[]), "
        "lambda each: {'first': each[1], 'last': each[2], 'precision': each[3]}))",
        [list(column) for column in zip(*rows, strict=True)],
    )
