"""Another site learns nothing: it cannot frame the pages, connect to them, or read or time an answer."""

import http.server
import threading
from urllib.parse import urlsplit

import pytest

HERS = b"<!doctype html><title>Another site</title><body></body>"

FRAME = """url => new Promise(done => {
    const heard = [], frame = document.createElement('iframe')
    addEventListener('message', it => heard.push(it.data))
    frame.onload = () => setTimeout(() => {
        let inside = 'closed'
        try { inside = frame.contentDocument ? 'open' : 'closed' } catch {}
        done({heard, inside, frames: frame.contentWindow.length})
    }, 1000)
    frame.src = url
    document.body.append(frame)
})"""
CONNECT = """url => new Promise(done => {
    const socket = new WebSocket(url, ['streamlit'])
    socket.onopen = () => done('open')
    socket.onclose = () => done('refused')
})"""
FETCH = """([url, mode]) => fetch(url, {mode, credentials: 'include'}).then(answer => answer.type, () => 'refused')"""
LOAD = """([kind, url]) => new Promise(done => {
    const it = document.createElement(kind)
    it.onload = () => done('loaded')
    it.onerror = () => done('refused')
    it[kind === 'link' ? 'href' : 'src'] = url
    if (kind === 'link') it.rel = 'stylesheet'
    document.head.append(it)
})"""
OPEN = """url => new Promise(done => {
    const heard = []
    addEventListener('message', it => heard.push(it.data))
    const other = open(url), began = Date.now()
    const look = () => {
        const closed = other === null || other.closed
        if (closed || Date.now() - began > 30000) setTimeout(() => done({heard, closed}), 500)
        else setTimeout(look, 100)
    }
    look()
})"""


@pytest.fixture(scope="module")
def another_site():
    """Serve another site on this machine, on another port."""

    class Hers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(HERS)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])  # the same site on another port, and another site
def test_a_page_of_another_site_can_neither_frame_nor_connect_nor_read_nor_learn_of_a_record(
    chromium, address, another_site, host
):
    context = chromium.new_context()
    page = context.new_page()
    answered = {}
    context.on("response", lambda answer: answered.setdefault(answer.url, answer.status))
    page.goto(f"http://{host}:{another_site}/")
    record, nothing = (f"{address}/records?record={name}&release=R2" for name in ("M4-P17", "NOTHING"))

    for url in (record, nothing):
        assert page.evaluate(FRAME, url) == {"heard": [], "inside": "closed", "frames": 0}
    assert page.evaluate(CONNECT, f"ws://{urlsplit(address).netloc}/_stcore/stream") == "refused"
    data = [
        f"{address}{path}" for path in ("/api/v1/patrols.csv", "/api/v1/releases", "/healthz", "/_stcore/health", "/")
    ]
    for url in data:
        for mode in ("cors", "no-cors"):
            assert page.evaluate(FETCH, [url, mode]) == "refused"
        for kind in ("img", "script", "link"):
            assert page.evaluate(LOAD, [kind, url]) == "refused"
    # The server refuses before it reads anything, so timing reveals nothing. The browser does not report most as answered.
    assert answered[record] == answered[nothing] == 403
    assert {answered.get(url, 403) for url in data} == {403}

    # A window that the site opens shows the page to the reader, and is isolated from the site.
    with context.expect_page() as opened:
        assert page.evaluate(OPEN, record) == {"heard": [], "closed": True}
    assert opened.value.evaluate("window.opener") is None
    context.close()
