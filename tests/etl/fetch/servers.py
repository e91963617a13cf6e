"""Servers on this machine that answer and fail as the services of feeds do, by their documentation."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

SECRETS = {
    "ACLED_USERNAME": "somebody@example.org", "ACLED_PASSWORD": "pass-that-nobody-has", "UCDP_TOKEN": "token-that-nobody-has",
    "HAPI_APP_IDENTIFIER": "identifier-that-nobody-has",
}  # fmt: skip


@dataclass
class Request:
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body))


@dataclass
class Reply:
    body: bytes | dict | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False  # the connection ends before the body does

    def to_bytes(self) -> bytes:
        if isinstance(self.body, dict):
            return json.dumps(self.body).encode()
        return self.body.encode() if isinstance(self.body, str) else self.body


Answer = Callable[[Request], Reply]


@dataclass
class Server:
    """A running server: its address, the requests it received, and failures to send before its answers, one per request."""

    url: str
    asked: list[Request] = field(default_factory=list)
    failing: list[Reply] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


@contextmanager
def run_server(answer: Answer):
    """Run a server until the block ends, and yield it."""
    server = Server("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: the second would wait for the first to be acknowledged

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            request = Request(self.command, split.path, dict(parse_qsl(split.query)), dict(self.headers), body)
            server.asked.append(request)
            is_token = request.path == "/oauth/token"
            reply = server.failing.pop(0) if server.failing and not is_token else answer(request)
            body = reply.to_bytes()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + 10 * reply.cut))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection |= reply.cut

        do_POST = do_GET

        def log_message(self, *arguments) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.url = f"http://127.0.0.1:{running.server_port}"
    try:
        yield server
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


class Acled:
    """Serve events and deletions by their timestamps, newest day first, for a valid token."""

    def __init__(self, events: list[dict], deleted: list[dict] = (), rows_of_a_page: int = 5000) -> None:
        self.events, self.deleted, self.rows_of_a_page = events, list(deleted), rows_of_a_page
        self.token, self.tokens_given = "", 0

    def __call__(self, request: Request) -> Reply:
        if request.path == "/oauth/token":
            return self._give_token(request.form)
        if request.headers.get("Authorization") != f"Bearer {self.token}" or not self.token:
            return Reply({"message": "no"}, 401)
        rows, stamp = {
            "/api/acled/read": (self.events, "timestamp"), "/api/deleted/read": (self.deleted, "deleted_timestamp"),
        }[request.path]  # fmt: skip
        params = request.params
        found = [row for row in rows if self._fits(row, params, stamp)]
        first = (int(params["page"]) - 1) * self.rows_of_a_page
        page = found[first : first + self.rows_of_a_page]
        return Reply({"status": 200, "success": True, "count": len(page), "data": page})

    def _fits(self, row: dict, params: dict[str, str], stamp: str) -> bool:
        assert params["limit"] == "5000" and params["_format"] == "json"
        return (
            (stamp not in params or int(row[stamp]) >= int(params[stamp]))
            and ("country" not in params or row["country"] in params["country"].split("|"))
            and ("event_date" not in params or row["event_date"] >= params["event_date"])
        )

    def _give_token(self, form: dict[str, str]) -> Reply:
        is_right = form.get("client_id") == "acled" and (
            (form.get("grant_type") == "refresh_token" and form.get("refresh_token") == f"refresh-{self.token}")
            or (
                form.get("grant_type") == "password"
                and (form.get("username"), form.get("password"))
                == (SECRETS["ACLED_USERNAME"], SECRETS["ACLED_PASSWORD"])
            )
        )
        if not is_right:
            return Reply({"error": "invalid_grant", "error_description": f"wrong: {form}"}, 400)
        self.tokens_given += 1
        self.token = f"token-{self.tokens_given}"
        return Reply(
            {
                "token_type": "Bearer",
                "expires_in": 86400,
                "access_token": self.token,
                "refresh_token": f"refresh-{self.token}",
            }
        )


class Ucdp:
    """Serve releases in pages from 0. A missing release is an empty answer, as documented."""

    def __init__(self, releases: dict[str, list[dict]]) -> None:
        self.releases = releases

    def __call__(self, request: Request) -> Reply:
        if request.headers.get("x-ucdp-access-token") != SECRETS["UCDP_TOKEN"]:
            return Reply("", 401)
        params = request.params
        found = [
            row
            for row in self.releases.get(request.path.removeprefix("/api/gedevents/"), [])
            if "Country" not in params or row["country_id"] in params["Country"].split(",")
            if "StartDate" not in params or row["date_end"] >= params["StartDate"]
        ]
        size, page = int(params["pagesize"]), int(params["page"])
        pages = -(-len(found) // size)
        following = f"https://elsewhere.example/{page + 1}" if page + 1 < pages else ""
        return Reply(
            {
                "TotalCount": len(found), "TotalPages": pages, "PreviousPageUrl": "", "NextPageUrl": following,
                "Result": found[page * size : (page + 1) * size],
            }
        )  # fmt: skip


class Gdelt:
    """Serve lists of 15-minute files, and the files. A file whose rows are None is listed but missing."""

    def __init__(self, files: dict[str, list[list[str]] | None]) -> None:
        self.files = {stamp: rows if rows is None else self.pack(rows) for stamp, rows in files.items()}

    @staticmethod
    def pack(rows: list[list[str]]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.export.CSV", "".join("\t".join(row) + "\n" for row in rows))
        return buffer.getvalue()

    def list_files(self, stamps) -> str:
        return "".join(
            f"{len(data)} {hashlib.md5(data, usedforsecurity=False).hexdigest()} http://elsewhere.example/gdeltv2/{stamp}.{kind}.zip\n"
            for stamp in stamps
            for data in [self.files[stamp] or b""]
            for kind in ("export.CSV", "mentions.CSV", "gkg.csv")
        )

    def __call__(self, request: Request) -> Reply:
        stamps = sorted(self.files)
        if request.path == "/gdeltv2/lastupdate.txt":
            return Reply(self.list_files(stamps[-1:]))
        if request.path == "/gdeltv2/masterfilelist.txt":
            return Reply(self.list_files(stamps))
        data = self.files.get(request.path.removeprefix("/gdeltv2/").removesuffix(".export.CSV.zip"))
        return Reply("", 404) if data is None else Reply(data)


class Portwatch:
    """Serve days of chokepoints in pages like an ArcGIS feature service, whose refusals also have status 200."""

    def __init__(self, days: list[dict], days_of_a_page: int = 1000) -> None:
        self.days, self.days_of_a_page = days, days_of_a_page

    def __call__(self, request: Request) -> Reply:
        params = request.params
        assert request.path.endswith("/Daily_Chokepoints_Data/FeatureServer/0/query") and params["f"] == "json"
        if "returnDistinctValues" in params:
            names = sorted({day["portname"] for day in self.days})
            return Reply({"features": [{"attributes": {"portname": name}} for name in names]})
        column, _, name = params["where"].partition(" = ")
        if column not in ("portid", "portname"):
            return Reply({"error": {"code": 400, "message": f"Invalid query: {params['where']}", "details": []}})
        found = [day for day in self.days if day[column] == name.strip("'").replace("''", "'")]
        if "returnCountOnly" in params:
            return Reply({"count": len(found)})
        assert (params["orderByFields"], params["resultRecordCount"]) == ("date", "1000")
        first = int(params["resultOffset"])
        page = found[first : first + self.days_of_a_page]
        columns = params["outFields"].split(",")
        features = [{"attributes": {column: day[column] for column in columns if column in day}} for day in page]
        # Of a last page the service leaves the mark out.
        more = {"exceededTransferLimit": True} if first + len(page) < len(found) else {}
        return Reply({"objectIdFieldName": "ObjectId", "features": features} | more)


class Hapi:
    """Serve sums in pages to clients that name themselves, without a total."""

    def __init__(self, sums: list[dict]) -> None:
        self.sums = sums

    def __call__(self, request: Request) -> Reply:
        assert (
            request.path == "/api/v2/coordination-context/conflict-events" and request.params["output_format"] == "json"
        )
        if not request.headers.get("X-HDX-HAPI-APP-IDENTIFIER"):
            return Reply({"error": "Invalid app identifier"}, 403)
        since = request.params.get("start_date", "")
        found = [
            each
            for each in self.sums
            if each["location_code"] == request.params["location_code"] and each["reference_period_start"] >= since
        ]
        first = int(request.params["offset"])
        return Reply({"data": found[first : first + int(request.params["limit"])]})
