"""Rows of feeds whose terms forbid passing records on, without their texts: they can still be counted."""

from collections.abc import Collection

from etl.tables.columns import Table
from etl.tables.loads import REVIEW_ENTRIES
from etl.tables.schema import quote_identifier, quote_text

# Of those who report an event, a count needs to know whether they are several.
SEVERAL = "regexp_replace(reported_by, '[^;]', '', 'g')"


def select_without_texts(table: Table, schema: str, withheld: Collection[str]) -> str:
    """Return a query for the rows of a table: those of withheld feeds without texts or cells as written."""
    feeds, relation = ", ".join(map(quote_text, sorted(withheld))), f"{schema}.{table.name}"
    if table.name == "word_meanings":
        return f"FROM {relation} WHERE feed NOT IN ({feeds})"
    if table.name in ("rejects", "unread_cells"):
        return f"FROM {relation} WHERE load_id NOT IN (SELECT load_id FROM {schema}.loads WHERE feed IN ({feeds}))"
    if not table.tracked or table is REVIEW_ENTRIES:  # whose rows name the record, and are left out by that
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
