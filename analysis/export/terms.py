"""Feeds whose terms forbid republishing their records: others only get sums, and nothing that identifies a record.

If your agreement permits more, list these feeds in PATROLWATCH_TERMS_MET, separated by spaces.
"""

import os
from collections.abc import Collection

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl.feeds import read_register
from etl.tables.records import TABLES
from etl.tables.withheld import select_without_texts

TERMS_MET = "PATROLWATCH_TERMS_MET"
RESTRICTED_FEEDS = frozenset(name for name, feed in read_register().items() if feed.is_restricted)


def find_withheld() -> frozenset[str]:
    """Return the feeds whose records must not be republished."""
    return RESTRICTED_FEEDS - set(os.environ.get(TERMS_MET, "").split())


def make_views(con: duckdb.DuckDBPyConnection, kept: str, shown: str, withheld: Collection[str]) -> None:
    """Create views `<shown>.<table>` of `<kept>.<table>` without texts of the withheld feeds."""
    con.execute(f"CREATE SCHEMA {shown}")
    for table in TABLES.values():
        con.execute(f"CREATE VIEW {shown}.{table.name} AS {select_without_texts(table, kept, withheld)}")


def leave_out_records(rows: pa.Table, withheld: Collection[str]) -> pa.Table:
    """Remove the rows that name a record of a withheld feed. The id of a record begins with the name of its feed."""
    for name in [field.name for field in rows.schema if pa.types.is_string(field.type)]:
        for feed in withheld:
            rows = rows.filter(pc.invert(pc.fill_null(pc.match_substring(rows[name], f"{feed}:"), False)))
    return rows


def is_withheld(record_id: str, withheld: Collection[str]) -> bool:
    """Return whether an id is that of a record of a withheld feed."""
    return record_id.partition(":")[0] in withheld
