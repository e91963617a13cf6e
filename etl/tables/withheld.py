"""Rows of feeds whose terms forbid republishing records, without their texts, so that they can still be counted."""

from collections.abc import Collection

from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.schema import quote_identifier, quote_text

# Counting needs to know whether one or several sources report an event, not which.
SEVERAL = "regexp_replace(reported_by, '[^;]', '', 'g')"


def select_without_texts(table: Table, schema: str, withheld: Collection[str]) -> str:
    """Return a query for the rows of a table, without texts and cells as written for withheld feeds."""
    feeds, relation = ", ".join(map(quote_text, sorted(withheld))), f"{schema}.{table.name}"
    if table.name == "word_meanings":
        return f"FROM {relation} WHERE feed NOT IN ({feeds})"
    if table.name in ("rejects", "unread_cells"):
        return f"FROM {relation} WHERE load_id NOT IN (SELECT load_id FROM {schema}.loads WHERE feed IN ({feeds}))"
    if not table.tracked or table is REVIEW_ENTRIES:  # its rows name the record, so they are left out with it
        return f"FROM {relation}"
    texts = [
        column.name
        for column in table.declared
        if column.type == "VARCHAR" and not column.words and not column.names and column.name not in table.key
    ]
    replaced = ", ".join(
        f"CASE WHEN feed IN ({feeds}) THEN {SEVERAL if name == 'reported_by' else 'NULL'} ELSE {quote_identifier(name)} END "
        f"AS {quote_identifier(name)}"
        for name in texts
    )
    return f"SELECT * REPLACE ({replaced}) FROM {relation}"
