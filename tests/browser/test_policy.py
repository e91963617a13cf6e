"""What the browser lets a page run, load and send, and the policy in each kind of answer."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_privacy import FENCE, list_hosts

# Each script tries something that data would do if it became markup. The browser's message names the directive.
ATTEMPTS = {
    "script-src-attr": "document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=\"window.ran = 1\">')",
    "script-src-elem": """{ const script = document.createElement('script')
        script.textContent = 'window.ran = 1'; document.body.append(script) }""",
    "script-src-elem ": """{ const script = document.createElement('script')
        script.src = 'http://outside.invalid/x.js'; document.body.append(script) }""",
    "script-src": "setTimeout(() => { try { eval('window.ran = 1') } catch {} })",
    "img-src": "new Image().src = 'http://outside.invalid/x.png'",
    "connect-src": "fetch('http://outside.invalid/x').catch(() => 0)",
    "connect-src ": "try { new WebSocket('ws://outside.invalid/x') } catch {}",
    "font-src": "new FontFace('x', 'url(http://outside.invalid/x.woff2)').load().catch(() => 0)",
    "style-src-elem": """{ const link = document.createElement('link'); link.rel = 'stylesheet'
        link.href = 'http://outside.invalid/x.css'; document.head.append(link) }""",
    "frame-src": """{ const frame = document.createElement('iframe')
        frame.src = 'http://outside.invalid/'; document.body.append(frame) }""",
    "object-src": """{ const it = document.createElement('object')
        it.data = 'http://outside.invalid/x'; document.body.append(it) }""",
    "media-src": "new Audio('http://outside.invalid/x.mp3').load()",
    "base-uri": "{ const base = document.createElement('base'); base.href = 'http://outside.invalid/'; document.head.append(base) }",
    "form-action": """{ const form = document.createElement('form')
        form.action = 'http://outside.invalid/'; document.body.append(form); form.submit() }""",
    "worker-src": "try { new Worker(URL.createObjectURL(new Blob(['']))) } catch {}",
}  # fmt: skip


@pytest.fixture(scope="module")
def page(visit_once):
    return visit_once("/records")


def test_the_browser_blocks_what_data_could_try(page, outbound_requests):
    address = page.url
    for directive, attempt in ATTEMPTS.items():
        refused = page.evaluate(f"""() => new Promise(done => {{
            document.addEventListener('securitypolicyviolation', it => done(it.effectiveDirective), {{once: true}})
            setTimeout(() => done('nothing'), 30000)
            {attempt}
        }})""")
        assert refused == directive.strip()
    assert page.evaluate("window.ran") is None
    assert (page.url, page.dialogs) == (address, [])
    assert list_hosts(outbound_requests) <= FENCE
    page.refused.clear()  # the script ran


def test_each_kind_of_answer_carries_its_headers_in_the_browser(page):
    answers = {}
    page.on("response", lambda answer: answers.setdefault(urlsplit(answer.url).path, answer))
    page.reload()
    expect(page.get_by_role("button", name="Share")).to_be_visible()
    file = page.get_by_role("link", name="CSV (26 patrols)").get_attribute("href")
    paths = [
        file,
        "/api/v1/rates.csv",
        "/api/v1/releases",
        "/healthz",
        "/api/v1/nothing",
        "/nothing",
        "/_stcore/metrics",
    ]
    page.evaluate("paths => Promise.all(paths.map(path => fetch(path)))", paths)
    kinds = {
        "page": "/records", "static": next(path for path in answers if path.startswith("/static/js/")),
        "health": "/_stcore/health",
        "config": "/_stcore/host-config", **{path: path for path in paths},
    }  # fmt: skip
    for kind, path in kinds.items():
        headers = answers[path].all_headers()
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy, kind
        assert ("sandbox" in policy) == (kind != "page"), kind
        assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff", kind
        assert headers["referrer-policy"] == "no-referrer" and "geolocation=()" in headers["permissions-policy"], kind
        assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin", kind
        kept = headers["cache-control"]
        assert (
            kept.startswith("public") if kind == "static" else kept.startswith(("no-store", "no-cache", "private"))
        ), kind
    assert answers["/nothing"].status == answers["/_stcore/metrics"].status == 404
    assert "accept-encoding" in answers["/api/v1/rates.csv"].all_headers()["vary"].lower()


def test_every_page_of_the_navigation_is_at_an_address_that_is_answered(page):
    for name in ("Timeline", "Risk", "Map", "Records", "Data"):
        address = page.get_by_role("link", name=name, exact=True).evaluate("it => it.href")
        assert page.request.get(address).status == 200
