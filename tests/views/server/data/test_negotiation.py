"""Requests that state which version the client has, and which encodings it accepts."""

import pytest
from starlette.requests import Request

from tests.views.api_client import ask
from views.server.data.negotiation import accepts_gzip


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True), ("GZIP;Q=1", True), ("x-gzip", True), ("*", True), ("br, *;q=0.1", True), ("gzip;q=0.001", True),
        ("*;q=0, gzip", True), ("gzip;q=0, *", False), ("gzip;q=0.000", False), ("gzip ; q = 0", False), ("identity", False),
        ("gzip;q=-1", False), ("gzip;q=nan", False), ("gzip;q=", False), ("gzipped", False), (",;,", False), ("", False),
    ],
)  # fmt: skip
def test_the_best_that_is_said_of_a_coding_counts(accepted, takes):
    request = Request({"type": "http", "headers": [(b"accept-encoding", accepted.encode())]})
    assert accepts_gzip(request) == takes


@pytest.mark.parametrize("path", ["/api/v1/rates.csv", "/api/v1/releases", "/api/v1/openapi.json"])
def test_a_client_that_has_the_bytes_or_wants_only_these_is_answered_as_http_says(m4_address, path):
    whole = ask(path)
    etag = whole.headers["etag"]
    for known in (etag, f"W/{etag}", f'"a,b" , W/"x",{etag}', f",,{etag}", "*"):
        assert (ask(path, if_none_match=known).status, ask(path, if_none_match=known).body) == (304, b"")
    for other in ('"x"', etag.strip('"'), f'"x{etag}', "W/*", '"*"', ""):
        assert ask(path, if_none_match=other).body == whole.body
    for wanted in (etag, f'"x", {etag}', "*"):
        assert ask(path, if_match=wanted).body == whole.body
    for other in ('"x"', f"W/{etag}", "x"):
        assert ask(path, if_match=other).status == 412
    # Answers have neither a date of change nor ranges, so these headers have no effect.
    for said in ({"if_modified_since": "Sat, 01 Jan 2050 00:00:00 GMT"}, {"if_unmodified_since": "x"}, {"range": "bytes=0-4"},
                 {"range": "bytes=0-4", "if_range": etag}):  # fmt: skip
        assert (ask(path, **said).status, ask(path, **said).body) == (200, whole.body)
