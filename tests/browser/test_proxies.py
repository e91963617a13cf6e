"""The server behind nginx and Caddy, as `hosting/` configures them, with TLS and a base path."""

import os
import shutil
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import expect

from etl import paths
from tests.browser.conftest import USUAL, wait_until_drawn
from tests.reliability.running_server import find_free_port

pytestmark = pytest.mark.slow
NEWS = "https://news.example"
HOSTING = paths.CHECKOUT / "hosting"


def make_certificate(folder):
    """Make a self-signed certificate for localhost, and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configure_nginx(folder, port, behind):
    text = (HOSTING / "nginx.conf").read_text()
    for shipped, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "/etc/ssl/watch.example.pem": f"{folder}/cert.pem",
        "/etc/ssl/watch.example.key": f"{folder}/key.pem", "watch.example": "localhost", "127.0.0.1:8501": f"127.0.0.1:{behind}",
    }.items():  # fmt: skip
        assert shipped in text
        text = text.replace(shipped, here)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {places} {text} }}"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def configure_caddy(folder, port, behind):
    text = (HOSTING / "Caddyfile").read_text()
    site = f"https://localhost:{port} {{\n\ttls {folder}/cert.pem {folder}/key.pem"
    text = text.replace("watch.example {", site).replace("127.0.0.1:8501", f"127.0.0.1:{behind}")
    assert site in text
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{text}")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


PROXIES = {"nginx": configure_nginx, "caddy": configure_caddy}
UNCHECKED = ssl._create_unverified_context()  # noqa: S323 - the certificate is our own


@contextmanager
def run_process(command, log, **more):
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def ask(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    return urllib.request.urlopen(request, context=UNCHECKED, timeout=30)


def wait_for(address, process, log):
    waiting = threading.Event()
    for _ in range(600):
        try:
            with ask(address):
                return
        except (urllib.error.URLError, OSError):
            assert process.poll() is None, log.read_text()
            waiting.wait(0.1)
    raise AssertionError(log.read_text())


def assert_is_framed(context, frame):
    """Assert that a page of this site shows the figure in a frame, that its scripts run, and that its link opens the page."""
    context.route(f"{NEWS}/**", lambda route: route.fulfill(body=frame, content_type="text/html"))
    # Seen from that site, this server is on the local network.
    context.grant_permissions(["local-network-access"], origin=NEWS)
    news, asked = context.new_page(), []
    news.on("request", lambda request: asked.append(request.url))
    news.goto(f"{NEWS}/article")
    figure = news.frame_locator("iframe")
    expect(figure.locator(".gtitle").first).to_contain_text("Patrolwatch")
    assert len(asked) == 2  # the article and the frame
    with context.expect_page() as opened:
        figure.get_by_role("link", name="Open it in Patrolwatch").click()
    expect(opened.value.get_by_role("heading", name="Map")).to_be_visible()


@pytest.fixture(scope="module")
def served(m4_lake, tmp_path_factory):
    """Serve a lake for a public port of this machine, at which each test starts its proxy.

    Yields the folder of both, the two ports, and the process.
    """
    folder, port, behind = tmp_path_factory.mktemp("proxies"), find_free_port(), find_free_port()
    make_certificate(folder)
    public = ["--public-url", f"https://localhost:{port}/m4", "--port", str(behind)]
    command = [sys.executable, "patrolwatch.py", "serve", "--open", *public, "--embed-on", NEWS]
    environment = set_home(folder) | {"PATROLWATCH_LAKE": str(m4_lake.root)}
    with run_process(command, folder / "server.log", cwd=paths.CHECKOUT, env=environment) as server:
        yield folder, port, behind, server


@pytest.fixture(scope="module")
def reader(chromium):
    """Open a context that keeps the compiled scripts of the address that both proxies have."""
    context = chromium.new_context(ignore_https_errors=True, **USUAL)
    yield context
    context.close()


@pytest.fixture
def context(reader):
    """Yield the context without cookies, and close its pages."""
    reader.clear_cookies()
    yield reader
    for page in reader.pages:
        page.close()


def set_home(folder):
    return os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder)}


@pytest.mark.parametrize("name", PROXIES)
def test_behind_a_proxy_pages_links_files_and_data_are_those_of_its_address(name, served, context):
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed (apt install {name}).")
    folder, port, behind, server = served
    public = f"https://localhost:{port}/m4"
    with run_process(PROXIES[name](folder, port, behind), folder / f"{name}.log", env=set_home(folder)):
        wait_for(f"{public}/healthz", server, folder / "server.log")
        page = context.new_page()
        page.goto(f"{public}/?corridor=m4")
        wait_until_drawn(page)  # over a WebSocket
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_text("These links open for everyone")).to_be_visible()
        link = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first.locator("code").inner_text()
        assert link.startswith(f"{public}/?v=")
        assert {cookie["secure"] for cookie in context.cookies() if cookie["httpOnly"] or "xsrf" in cookie["name"]} == {
            True
        }
        file = page.get_by_role("link", name="Page (HTML)").get_attribute("href")
        frame = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").filter(has_text="<iframe").inner_text()
        assert_is_framed(context, frame.replace("figure=timeline", "figure=map"))

        assert file.startswith("/m4/api/v1/files/")
        with ask(f"https://localhost:{port}{file}") as saved:
            assert saved.read().startswith(b"<!DOCTYPE html>")
        claimed = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        with ask(f"{public}/api/v1/rates.csv", **claimed) as rates:
            assert rates.headers["Content-Location"].startswith("/m4/api/v1/rates.csv?")
            assert rates.headers["Strict-Transport-Security"]  # the server trusts the proxy, not the client
