"""The OpenAPI 3.1 description of the API, generated from the declared tables and keys, and from the data.

FastAPI would not make this shorter. The allowed values of a key depend on the release, so a signature cannot validate them;
errors are problems with one sentence per key; and the columns of a row come from Arrow, not from models. Only the list of
parameters would be left to FastAPI, and the table of keys already provides it.
"""

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any

import pyarrow as pa

from analysis.export import definitions, writers
from analysis.links.keys import DAY, KEYS
from analysis.release import Release
from etl.tables.records import TABLES as DECLARED
from views.server.base_path import ROOT
from views.server.data.served_tables import TABLES, Table
from views.server.limits import LONGEST_QUERY
from views.state import cache as kept

Schema = dict[str, Any]

TEXT = {"type": "string"}
TYPES: list[tuple[Callable[[pa.DataType], bool], Schema]] = [
    (pa.types.is_boolean, {"type": "boolean"}),
    (pa.types.is_integer, {"type": "integer"}),
    (pa.types.is_floating, {"type": "number"}),
    (pa.types.is_date, DAY),
    (pa.types.is_string, TEXT),
]
PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "A key is unknown or repeated, or its value is not available; `errors` names each.",
    HTTPStatus.UNAUTHORIZED: "The server requires a login, and the request has neither a login nor a valid token.",
    HTTPStatus.FORBIDDEN: "The account may not read, or the terms of the feed forbid passing on its records.",
    HTTPStatus.NOT_FOUND: "There is no such release.",
    HTTPStatus.PRECONDITION_FAILED: "The rows no longer match the ETag in If-Match.",
    HTTPStatus.REQUEST_URI_TOO_LONG: f"The query is longer than {LONGEST_QUERY:,} characters.",
    HTTPStatus.TOO_MANY_REQUESTS: "The client has too many requests in progress; Retry-After says when to try again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The release is damaged, none is published yet, the query took too long, or the server is busy.",
}
HEADERS = {
    "ETag": "Identifies exactly these bytes: send it as If-None-Match or If-Match.",
    "Content-Location": "The permanent address of these rows, with the release and every choice written out.",
    "Patrolwatch-Release": "The release that was read.",
    "Patrolwatch-Content-Hash": "The SHA-256 of the content of its records; releases with the same hash have the same content.",
    "Patrolwatch-Rows": "The number of rows, if it is known before they are sent.",
    "Patrolwatch-Note": "Attacks that tables of rates do not count: incidents of unknown kind, and attacks without a source; absent if there are none.",
    "Patrolwatch-Credit": "Whom to credit for the data, and what its terms require of anyone who passes it on.",
}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"key": TEXT, "detail": TEXT},
                "required": ["key", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
INFO = {
    "title": "Patrolwatch",
    "version": ROOT.rpartition("/")[2],
    "summary": "Patrols, incidents and rates of corridors, as the pages show them.",
    "description": "A day without a recorded attack may still have had one; an empty value is unknown, never zero. The corridors, feeds, "
    "days, sides and kilometres depend on the release; a value that it does not have is answered with 400, "
    "and `errors` lists the available ones. See docs/api.md.",
}


@cache
def describe(opened: Release) -> Schema:
    """Describe every address. Columns and types are those of a page without choices, which are the same in every release."""
    selection = kept.list_choices(opened).make_default()
    columns = {name: next(iter(table.read_rows(opened, selection, {}))).schema for name, table in TABLES.items()}
    keys = dict(sorted(KEYS.items())) | {key.name: key for table in TABLES.values() for key in table.keys}
    return {
        "openapi": "3.1.0",
        "info": INFO,
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],  # the second applies if the server requires a login
        "paths": {
            f"{ROOT}/{table.name}.{format}": _describe_table(table, format)
            for table in TABLES.values()
            for format in writers.FORMATS
        }
        | {
            f"{ROOT}/releases": _describe_json(
                "releases", "Every release, newest first.", {"type": "array", "items": {"type": "object"}}
            ),
            f"{ROOT}/releases.atom": _describe_feed(),
            f"{ROOT}/openapi.json": _describe_json("openapi", "This description.", {"type": "object"}),
            "/healthz": _describe_json("healthz", "Whether the newest release can be opened.", {"type": "object"}),
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"problem": PROBLEM}
            | {name: _describe_row(TABLES[name], found) for name, found in columns.items()},
            "parameters": {
                name: {"name": name, "in": "query", "description": key.meaning, "schema": key.schema}
                for name, key in keys.items()
            },
            "headers": {name: {"description": meaning, "schema": TEXT} for name, meaning in HEADERS.items()},
        },
    }


def _describe_table(table: Table, format: str) -> Schema:
    keys = [*sorted(KEYS), *(key.name for key in table.keys)]
    common = {
        "summary": f"One row is {table.row_is}.",
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in keys],
    }
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{table.name}"}} if format == "json" else None
    others = {"304": {"description": "The client already has these bytes."}} | _describe_problems(*PROBLEMS)
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    head = {"description": "The rows.", "headers": headers}
    get = head | {"content": _describe_content(format, rows)}
    name = f"{table.name}_{format}"
    return {
        "get": {"operationId": name, **common, "responses": {"200": get, **others}},
        "head": {"operationId": f"{name}_head", **common, "responses": {"200": head, **others}},
    }


def _describe_json(name: str, summary: str, schema: Schema) -> Schema:
    responses = {"200": {"description": summary, "content": _describe_content("json", schema)}}
    responses |= _describe_problems(HTTPStatus.SERVICE_UNAVAILABLE)
    return {"get": {"operationId": name, "summary": summary, "responses": responses}}


def _describe_feed() -> Schema:
    summary = "The newest releases as an Atom feed: what each changed in the headline of each corridor, or of one."
    responses = {"200": {"description": summary, "content": {"application/atom+xml": {}}}}
    responses |= _describe_problems(HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE)
    parameters = [{"$ref": "#/components/parameters/corridor"}]
    return {
        "get": {"operationId": "releases_atom", "summary": summary, "parameters": parameters, "responses": responses}
    }


def _describe_content(format: str, schema: Schema | None) -> Schema:
    return {writers.FORMATS[format].partition(";")[0]: {"schema": schema} if schema else {}}


def _describe_problems(*statuses: HTTPStatus) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {str(int(status)): {"description": PROBLEMS[status], "content": content} for status in statuses}


def _describe_row(table: Table, schema: pa.Schema) -> Schema:
    declared = DECLARED[table.name].columns if table.name in DECLARED else ()
    defined = {column.name: column.meaning for column in declared} or definitions.define_columns(schema.names)
    meanings = {name: {"description": meaning} for name, meaning in defined.items()}
    columns = {}
    for field in schema:
        (kind,) = (kind for is_kind, kind in TYPES if is_kind(field.type))
        rest = {name: value for name, value in kind.items() if name != "type"}
        # Any column may be empty, which is null.
        columns[field.name] = rest | {"type": [kind["type"], "null"]} | meanings.get(field.name, {})
    return {
        "type": "object",
        "description": f"One row is {table.row_is}.",
        "properties": columns,
        "required": list(columns),
        "additionalProperties": False,
    }
