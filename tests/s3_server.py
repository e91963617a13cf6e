"""A server on this machine that speaks as much of S3 as a lake needs: put, get, head and list, and a put only where there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape


class Bucket(ThreadingHTTPServer):
    """One bucket named `bucket`. `objects` are its bytes by path, `requests` what was asked of it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.refuses = False  # every request, as without the right key
        self.loses_answers = False  # to puts, which take place all the same

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if "list-type" in address.query:
            (prefix,) = parse_qs(address.query).get("prefix", [""])
            return self._list(prefix)
        return self._send_object(with_body=True)

    def do_HEAD(self) -> None:
        self._send_object(with_body=False)

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_refused():
            return
        if self.headers.get("If-None-Match") == "*" and self._name in self.server.objects:
            self._send(412, b"<Error><Code>PreconditionFailed</Code></Error>")
            return
        self.server.objects[self._name] = content
        if self.server.loses_answers:
            self.server.loses_answers = False
            self.close_connection = True
            return
        self._send(200, b"", ETag=_tag(content))

    def _list(self, prefix: str) -> None:
        if self._is_refused():
            return
        found = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
            f"<ETag>{_tag(content)}</ETag><Size>{len(content)}</Size></Contents>"
            for name, content in sorted(self.server.objects.items())
            if name.startswith(prefix)
        )
        self._send(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode())

    def _send_object(self, *, with_body: bool) -> None:
        if self._is_refused():
            return
        content = self.server.objects.get(self._name)
        if content is None:
            self._send(404, b"<Error><Code>NoSuchKey</Code></Error>" if with_body else b"")
            return
        self._send(200, content, with_body, ETag=_tag(content), **{"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"})

    def _is_refused(self) -> bool:
        self.server.requests.append(f"{self.command} {self._name}")
        if self.server.refuses:
            self._send(403, b"<Error><Code>AccessDenied</Code></Error>" if self.command != "HEAD" else b"")
        return self.server.refuses

    def _send(self, status: int, content: bytes, with_body: bool = True, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if with_body and self.command != "HEAD":
            self.wfile.write(content)

    @property
    def _name(self) -> str:
        return urlsplit(self.path).path.removeprefix("/bucket").lstrip("/")

    def log_message(self, *_: object) -> None:
        pass


def _tag(content: bytes) -> str:
    return f'"{md5(content, usedforsecurity=False).hexdigest()}"'


@contextmanager
def serve_bucket() -> Iterator[Bucket]:
    """Serve an empty bucket until the block ends."""
    with Bucket() as bucket:
        thread = Thread(target=bucket.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()
