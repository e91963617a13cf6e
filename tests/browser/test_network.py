"""A page over a network that breaks: it comes back by itself, with the choices that were made."""

import contextlib
import socket
import socketserver
import threading
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import drawn, settled

SECONDS = 10


class Cable(socketserver.ThreadingTCPServer):
    """A proxy on this machine whose connections can all be cut at once."""

    daemon_threads = True

    def __init__(self, port: int):
        self.to, self.ends = port, set()
        super().__init__(("127.0.0.1", 0), None)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def finish_request(self, near: socket.socket, client_address: tuple) -> None:
        with socket.create_connection(("127.0.0.1", self.to)) as far:
            self.ends |= {near, far}
            back = threading.Thread(target=carry, args=(far, near))
            back.start()
            carry(near, far)
            back.join()
            self.ends -= {near, far}

    def cut(self) -> int:
        """Drop every connection without a word, and return how many ends there were."""
        ends = list(self.ends)
        for end in ends:
            drop(end)
        return len(ends)

    def server_close(self) -> None:
        self.cut()
        super().server_close()


def carry(here: socket.socket, there: socket.socket) -> None:
    """Hand on what comes from one end until either is gone."""
    with contextlib.suppress(OSError):
        while piece := here.recv(1 << 16):
            there.sendall(piece)
    drop(here)
    drop(there)


def drop(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def cable(address):
    with Cable(urlsplit(address).port) as cable:
        yield cable
        cable.shutdown()


@pytest.mark.parametrize("cuts", [1, 3])
def test_a_page_whose_connections_are_cut_in_the_middle_of_a_run_stands_again_with_its_choices(cable, chromium, cuts):
    with contextlib.closing(chromium.new_context(viewport={"width": 1440, "height": 1800})) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{cable.server_address[1]}/?release=R2&grain=month")
        drawn(page)
        page.get_by_role("radio", name="ISO week").click()
        began = time.monotonic()
        for _ in range(cuts):
            assert cable.cut() > 0
            expect(page.get_by_test_id("stConnectionStatus")).to_be_visible()
        page.wait_for_url("**grain=week**")
        expect(page.get_by_test_id("stConnectionStatus")).to_have_count(0)
        settled(page)
        print(f"stands again {time.monotonic() - began:.1f} s after the first cut")
        assert time.monotonic() - began < SECONDS
