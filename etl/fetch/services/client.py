"""Sends HTTP requests to a service, with retries where they help, and otherwise one sentence about the failure.

No sentence quotes an answer, a header, a query or a library's message, since each may contain a key.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, TypeVar

import httpx2
import stamina
import stamina.instrumentation

from etl import VERSION
from etl.errors import FetchFailed, UsageError

ATTEMPTS = 4
PATIENCE_SECONDS = 120.0  # if a service asks for a longer wait, the next fetch asks again
TIMEOUT_SECONDS = 60.0
MOST_BYTES = 200_000_000
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, *(status for status in HTTPStatus if status >= 500)}
Value = TypeVar("Value")
stamina.instrumentation.set_on_retry_hooks([])  # otherwise stamina logs the retried calls


class NotThere(FetchFailed):
    """The service has nothing at this address (404)."""


class _Busy(FetchFailed):
    """The service asks to try again later, possibly after a given number of seconds."""

    def __init__(self, sentence: str, wait_seconds: float | None):
        super().__init__(sentence)
        self.wait_seconds = wait_seconds


class Client:
    """Sends requests to one service. `authorise` returns the headers with its keys; with True it renews them after a rejection.

    `access` tells the user what to check if the service rejects the keys.
    """

    def __init__(
        self,
        title: str,
        server: str,
        authorise: Callable[[bool], dict[str, str]] = lambda renew: {},
        *,
        needs_key: bool = False,
        access: str = "look up in its documentation what it asks for",
    ) -> None:
        if needs_key:
            _refuse_open_line(title, server)
        self.title, self.access = title, access
        self.authorise = authorise
        self._http = httpx2.Client(
            base_url=server,
            headers={"User-Agent": f"patrolwatch/{VERSION}"},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=False,  # keys must not be sent to another host
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, params: Mapping[str, str] | None = None, most_bytes: int = MOST_BYTES) -> bytes:
        """Return the content at a path. Raises FetchFailed, and NotThere if there is none."""
        return self._ask("GET", path, lambda answer: self._read(path, answer, most_bytes), params=params)

    def get_json(self, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        """Return the JSON object at a path. Raises FetchFailed."""
        return self._ask("GET", path, lambda answer: self._read_json(path, answer), params=params)

    def post_form(self, path: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Send a form without keys in the headers, and return the JSON object of the answer. Raises FetchFailed."""
        return self._ask("POST", path, lambda answer: self._read_json(path, answer), with_keys=False, data=form)

    def get_lines(self, path: str, is_wanted: Callable[[str], bool]) -> list[str]:
        """Return selected lines of a text that may be larger than memory. Raises FetchFailed."""
        return self._ask("GET", path, lambda answer: [line for line in answer.iter_lines() if is_wanted(line)])

    def fail(self, path: str, what: str, todo: str) -> FetchFailed:
        """Return an error that says what went wrong, where, and what to do."""
        return FetchFailed(self._compose(path, what, todo))

    def _ask(
        self,
        method: str,
        path: str,
        read: Callable[[httpx2.Response], Value],
        *,
        with_keys: bool = True,
        **request: Any,
    ) -> Value:
        renewed = False
        try:
            for attempt in stamina.retry_context(
                _find_wait, attempts=ATTEMPTS, timeout=None, wait_initial=1.0, wait_max=30.0
            ):
                with attempt, self._open(method, path, with_keys, renewed, request) as answer:
                    if answer.status_code == HTTPStatus.UNAUTHORIZED and with_keys and not renewed:
                        renewed = True
                        with self._open(method, path, with_keys, renewed, request) as second:
                            return self._take(path, second, read)
                    return self._take(path, answer, read)
        except _Busy as busy:
            raise FetchFailed(str(busy)) from None
        except httpx2.TimeoutException:
            raise self.fail(path, f"did not answer within {TIMEOUT_SECONDS:.0f} seconds", AGAIN) from None
        except httpx2.TransportError:
            raise self.fail(
                path, "could not be reached, or closed the connection", f"check the network, and {AGAIN}"
            ) from None
        except httpx2.HTTPError:
            raise self.fail(path, "sent an answer that cannot be decompressed", AGAIN) from None
        raise AssertionError("unreachable")

    @contextmanager
    def _open(
        self, method: str, path: str, with_keys: bool, renew: bool, request: Mapping[str, Any]
    ) -> Iterator[httpx2.Response]:
        headers = self.authorise(renew) if with_keys else {}
        with self._http.stream(method, path, headers=headers, **request) as answer:
            yield answer

    def _take(self, path: str, answer: httpx2.Response, read: Callable[[httpx2.Response], Value]) -> Value:
        status = answer.status_code
        if status == HTTPStatus.OK:
            return read(answer)
        if status in BUSY:
            raise self._make_busy(path, answer)
        sentence = self._compose(path, *_describe_status(status, self.access, is_login=answer.request.method == "POST"))
        raise NotThere(sentence) if status == HTTPStatus.NOT_FOUND else FetchFailed(sentence)

    def _make_busy(self, path: str, answer: httpx2.Response) -> FetchFailed:
        status = answer.status_code
        what = (
            "received too many requests (429)"
            if status == HTTPStatus.TOO_MANY_REQUESTS
            else f"had an internal error ({status})"
        )
        wait = _read_wait(answer.headers.get("Retry-After"))
        if wait is None:
            return _Busy(self._compose(path, what, AGAIN), None)
        until = f"{datetime.now(UTC) + timedelta(seconds=wait):%Y-%m-%d %H:%M} UTC"
        sentence = self._compose(path, what, f"fetch again from {until} on")
        return _Busy(sentence, wait) if wait <= PATIENCE_SECONDS else FetchFailed(sentence)

    def _read(self, path: str, answer: httpx2.Response, most_bytes: int) -> bytes:
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > most_bytes:
                raise self.fail(
                    path, f"sends more than {most_bytes:,} bytes", "ask for less, such as one country or fewer days"
                )
        return bytes(body)

    def _read_json(self, path: str, answer: httpx2.Response) -> dict[str, Any]:
        body = self._read(path, answer, MOST_BYTES)
        if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            raise self.fail(
                path,
                "answered with a web page instead of data",
                "it may be down for maintenance, or this network asks for a login: open it in a browser",
            )
        try:
            found = json.loads(body)
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
            raise self.fail(path, "answered with incomplete JSON", AGAIN) from None
        if not isinstance(found, dict):
            raise self.fail(path, "has changed the format of its answers", CHANGED)
        return found

    def _compose(self, path: str, what: str, todo: str) -> str:
        return f"{self.title} {what}, at {path}: {todo}."


AGAIN = "fetch again later"
CHANGED = "look for a newer Patrolwatch, or download its files and add them by hand"


def _describe_status(status: int, access: str, *, is_login: bool) -> tuple[str, str]:
    """Describe what a status means, and what to do about it."""
    if status == HTTPStatus.BAD_REQUEST and is_login:  # RFC 6749: a wrong name or password
        return "refuses the login (400)", access
    if status == HTTPStatus.NOT_FOUND:
        return "has nothing at that address (404)", "ask for something else, or check whether it has moved"
    if status == HTTPStatus.UNAUTHORIZED:
        return "refuses the key (401), which is wrong or has expired", access
    if status == HTTPStatus.FORBIDDEN:
        return "does not let this account read that (403)", access
    if 300 <= status < 400:
        return f"redirects to another address ({status}), which is not followed", "check whether it has moved"
    return f"refuses the request ({status})", "check that the key is right and that what you asked for exists"


def _find_wait(error: Exception) -> bool | float:
    """Return whether to ask again, or after how many seconds."""
    if isinstance(error, _Busy):
        return True if error.wait_seconds is None else error.wait_seconds
    return isinstance(error, httpx2.TransportError) and not isinstance(error, httpx2.UnsupportedProtocol)


def _read_wait(text: str | None) -> float | None:
    """Parse Retry-After, which is a number of seconds or a date. Return None if it is neither."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _refuse_open_line(title: str, server: str) -> None:
    """Raise UsageError if keys would be sent without encryption to another computer."""
    url = httpx2.URL(server)
    try:
        is_here = ip_address(url.host).is_loopback
    except ValueError:
        is_here = url.host == "localhost"
    if url.scheme != "https" and not is_here:
        raise UsageError(
            f"The key of {title} is sent only over https, and {url.scheme}://{url.host} does not use it. Give another --server."
        )
