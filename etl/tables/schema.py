"""SQL derived from the declarations in `records.py`: tables, casts from text, and checks of single columns."""

from collections.abc import Iterator

from etl.tables.columns import Column, Table
from etl.tables.records import TABLES


def quote_identifier(name: str) -> str:
    """Quote an identifier (`end` and `table` are columns here and SQL keywords)."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(value: str) -> str:
    """Quote a text literal. Only for declared words and file names; values of records are always bound."""
    return "'" + value.replace("'", "''") + "'"


def join_columns(table: Table) -> str:
    """List the columns of a table for SQL."""
    return ", ".join(map(quote_identifier, table.column_names))


def select_live(table: Table) -> str:
    """Return the condition that excludes withdrawn records."""
    return "withdrawn_release IS NULL" if table.tracked else "true"


def name_record(table: Table, prefix: str = "") -> str:
    """Return an expression that names a record in a sentence: its key, joined."""
    return "concat_ws(' / ', " + ", ".join(f"{prefix}{quote_identifier(name)}::VARCHAR" for name in table.key) + ")"


def cast_text(column: Column, text: str) -> str:
    """Return an expression that casts the text expression `text` to the column's type, or to NULL if it cannot be read.

    Stricter than a plain cast: `2020-3-5`, `1e3`, `nan` and `yes` are not accepted.
    """
    match column.type:
        case "VARCHAR":
            return text
        case "VARCHAR[]":
            return f"list_filter(list_transform(string_split({text}, ';'), lambda x: trim(x)), lambda x: x <> '')"
    matches = f"regexp_full_match({text}, {quote_text(WRITTEN_AS[column.type])})"
    return f"CASE WHEN {matches} THEN try_cast({text} AS {column.type}) END"


# How fact files and editors write values of a type, as a pattern for DuckDB and Python.
WRITTEN_AS = {
    "DATE": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "INTEGER": "-?[0-9]{1,9}",
    "DOUBLE": r"-?[0-9]+(\.[0-9]+)?",
    "BOOLEAN": "true|false",
}
READS_AS = {
    "DATE": "a day written YYYY-MM-DD",
    "INTEGER": "a whole number",
    "DOUBLE": "a number with a decimal point",
    "BOOLEAN": "true or false",
}


def list_column_checks(table: Table) -> Iterator[tuple[str, str]]:
    """Yield (sentence, query). The query selects `record` and `detail` of the live rows that break a declared rule.

    Its first line names the column at fault.
    """
    name, record = table.name, name_record(table)
    keys = ", ".join(quote_identifier(column) for column in table.key)
    yield (
        f"{name} that stand more than once",
        f"SELECT {record} AS record, 'stands ' || count(*) || ' times' AS detail FROM {name} GROUP BY {keys} "
        "HAVING count(*) > 1",
    )
    for sentence, at_fault, condition in list_column_conditions(table):
        yield (
            sentence,
            f"-- Column at fault: {at_fault}\nSELECT {record} AS record, {quote_identifier(at_fault)}::VARCHAR AS detail "
            f"FROM {name} WHERE {condition}",
        )
    for column in table.columns:
        if column.names is not None and column.type == "VARCHAR[]":
            value = quote_identifier(column.name)
            yield (
                _describe_unnamed(table, column),
                f"-- Column at fault: {column.name}\n"
                f"SELECT record, detail FROM (SELECT {record} AS record, unnest({value}) AS detail FROM {name}) "
                f"WHERE {_names_nothing(column, 'detail')}",
            )


def list_column_conditions(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield (sentence, column, condition). A live row that meets the condition breaks a declared rule of the column."""
    name = table.name
    for column in table.columns:
        value = quote_identifier(column.name)
        if column.required:
            yield f"{name} without {column.name}", column.name, f"{value} IS NULL"
        if column.words is not None:
            words = ", ".join(map(quote_text, column.words))
            yield (
                f"{name} whose {column.name} is not one of the declared words ({', '.join(column.words)})",
                column.name,
                f"{value} NOT IN ({words})" if column.type == "VARCHAR" else f"NOT list_has_all([{words}], {value})",
            )
        if column.at_least is not None:
            yield (
                f"{name} whose {column.name} is below {column.at_least:g}",
                column.name,
                f"{value} < {column.at_least}",
            )
        if column.at_most is not None:
            yield f"{name} whose {column.name} is above {column.at_most:g}", column.name, f"{value} > {column.at_most}"
        if column.names is not None and column.type != "VARCHAR[]":
            yield _describe_unnamed(table, column), column.name, _names_nothing(column, value)


def _describe_unnamed(table: Table, column: Column) -> str:
    return f"{table.name} whose {column.name} names no record of {column.names}"


def _names_nothing(column: Column, value: str) -> str:
    assert column.names is not None  # noqa: S101 - asked of columns that name records alone
    key = quote_identifier(TABLES[column.names].id_column)
    return f"({value} IS NOT NULL AND {value} NOT IN (SELECT {key} FROM {column.names}))"


def write_data_dictionary() -> str:
    """Return the declarations as Markdown for `docs/data-dictionary.md`."""
    lines = [
        "# Data dictionary",
        "",
        "Made from `etl/tables/records.py` by `python -m etl.tables.schema`; do not edit by hand. An empty cell means unknown,",
        "never zero. Lists are written with `;` in CSV.",
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", f"One row is {table.row_is}. Key: {', '.join(table.key)}.", ""]
        lines += ["| column | type | meaning | rules |", "| --- | --- | --- | --- |"]
        for column in table.columns:
            lines.append(f"| {column.name} | {column.type} | {column.meaning} | {_rules(column)} |")
    return "\n".join(lines) + "\n"


def _rules(column: Column) -> str:
    rules = []
    if column.required:
        rules.append("required")
    if column.unit:
        rules.append(f"in {column.unit}")
    if column.at_least is not None:
        rules.append(f"at least {column.at_least:g}")
    if column.at_most is not None:
        rules.append(f"at most {column.at_most:g}")
    if column.words:
        rules.append("one of " + ", ".join(f"`{word}`" for word in column.words))
    if column.names:
        rules.append(f"names a record of {column.names}")
    return "; ".join(rules)


if __name__ == "__main__":
    print(write_data_dictionary(), end="")
