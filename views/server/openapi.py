"""The description of the data at its address in OpenAPI 3.1, made from the declarations in `tables.py` and the data itself."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus

import pyarrow as pa

from analysis.export import exports
from analysis.links.keys import DAY, KEYS
from analysis.release import Release
from etl.tables.records import TABLES as DECLARED
from views.server.limits import LONGEST_QUERY
from views.server.tables import ROOT, TABLES, Table
from views.state import cache as kept

TYPES = [
    (pa.types.is_boolean, {"type": "boolean"}),
    (pa.types.is_integer, {"type": "integer"}),
    (pa.types.is_floating, {"type": "number"}),
    (pa.types.is_date, DAY),
    (pa.types.is_string, {"type": "string"}),
]
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "A key is not known, stands twice, or asks for what cannot be had; `errors` names each.",
    HTTPStatus.NOT_FOUND: "There is no such release.",
    HTTPStatus.PRECONDITION_FAILED: "The rows are no longer those of the ETag in If-Match.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The query is longer than {LONGEST_QUERY:,} characters.",
    HTTPStatus.TOO_MANY_REQUESTS: "The client asks more at once than one client may; Retry-After says when to ask again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The release is damaged, none is published yet, the question took too long, or the server is busy.",
}
HEADERS = {
    "ETag": "Stands for these very bytes: send it as If-None-Match, or as If-Match.",
    "Content-Location": "The address of just these rows, with the release and every choice written out.",
    "Patrolwatch-Release": "The release that was read.",
    "Patrolwatch-Content-Hash": "The SHA-256 over what its records say; two releases with the same one say the same.",
    "Patrolwatch-Rows": "How many rows there are, where that is known before they are sent.",
    "Patrolwatch-Credit": "Whom the data is owed to, and what its terms ask of those who pass it on.",
}


@cache
def description(opened: Release) -> dict:
    """Columns and their types are read from what a page without choices asks of a release; each has them alike."""
    selection = kept.choices(opened).default()
    row_schemas = {name: next(iter(table.rows(opened, selection, {}))).schema for name, table in TABLES.items()}
    more = {key.name: key for table in TABLES.values() for key in table.keys}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Patrolwatch",
            "version": ROOT.rpartition("/")[2],
            "summary": "Patrols, incidents and rates of patrolled roads, as the pages show them.",
            "description": "No attack recorded is not no attack; an empty value is unknown, never zero. Which corridors, feeds, "
            "days, sides and kilometres there are depends on the release; a value that it does not hold is answered with 400, "
            "and `errors` says what there is. See docs/api.md.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            **{
                f"{ROOT}/{table.name}.{format}": _operations(table, format)
                for table in TABLES.values()
                for format in exports.FORMATS
            },
            f"{ROOT}/releases": _plain("releases", "Every release, newest first.", {"type": "array", "items": {"type": "object"}}),
            f"{ROOT}/openapi.json": _plain("openapi", "This description.", {"type": "object"}),
            "/healthz": _plain("healthz", "Whether the newest release can be opened.", {"type": "object"}),
        },
        "components": {
            "schemas": {
                "problem": _problem(),
                **{name: _row(TABLES[name], schema) for name, schema in row_schemas.items()},
            },
            "parameters": {
                **{name: _parameter(name, key.meaning, key.schema) for name, key in sorted(KEYS.items())},
                **{
                    name: _parameter(name, key.meaning, {"enum": list(key.words)} if key.words else {"type": "string"})
                    for name, key in more.items()
                },
            },
            "headers": {name: {"description": says, "schema": {"type": "string"}} for name, says in HEADERS.items()},
        },
    }  # fmt: skip


def _operations(table: Table, format: str) -> dict:
    keys = [*sorted(KEYS), *(key.name for key in table.keys)]
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    common = {
        "summary": f"One row is {table.row_is}.",
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in keys],
    }
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}"}} if format == "json" else None
    others = {"304": {"description": "The ETag still stands."}} | _problems(*PROBLEMS)
    name = f"{table.name}_{format}"
    found = {"description": "The rows.", "headers": headers}
    return {
        "get": {"operationId": name, **common, "responses": {"200": found | {"content": _content(format, rows)}, **others}},
        "head": {"operationId": f"{name}_head", **common, "responses": {"200": found, **others}},
    }  # fmt: skip


def _content(format: str, schema: dict | None) -> dict:
    return {exports.FORMATS[format].partition(";")[0]: {"schema": schema} if schema else {}}


def _plain(name: str, summary: str, schema: dict) -> dict:
    found = {"description": summary, "content": _content("json", schema)}
    return {"get": {"operationId": name, "summary": summary,
                    "responses": {"200": found} | _problems(HTTPStatus.SERVICE_UNAVAILABLE)}}  # fmt: skip


def _problems(*statuses: HTTPStatus) -> dict:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {str(int(status)): {"description": PROBLEMS[status], "content": content} for status in statuses}


def _parameter(name: str, meaning: str, schema: Mapping) -> dict:
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def _row(table: Table, schema: pa.Schema) -> dict:
    meanings = (
        {column.name: column.meaning for column in DECLARED[table.name].columns} if table.name in DECLARED else {}
    )
    columns = {}
    for field in schema:
        (kind,) = (kind for is_kind, kind in TYPES if is_kind(field.type))
        # Any column may be empty, which is null.
        known = {key: value for key, value in kind.items() if key != "type"} | {"type": [kind["type"], "null"]}
        columns[field.name] = known | ({"description": meanings[field.name]} if field.name in meanings else {})
    return {
        "type": "object", "description": f"One row is {table.row_is}.", "properties": columns, "required": list(columns),
        "additionalProperties": False,
    }  # fmt: skip


def _problem() -> dict:
    text = {"type": "string"}
    part = {"type": "object", "properties": {"key": text, "detail": text}, "required": ["key", "detail"]}
    return {
        "type": "object", "description": "What went wrong (RFC 9457).",
        "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text,
                       "errors": {"type": "array", "items": part}},
        "required": ["type", "title", "status", "detail"],
    }  # fmt: skip
