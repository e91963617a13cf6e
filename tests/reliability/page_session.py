"""A reader's session without a browser: it speaks to the pages as Streamlit's own front end does."""

import time
from collections.abc import Iterator

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.reliability.running_server import SECONDS


class PageSession:
    """A page that is open; closed by `close`, or as a context manager.

    `widgets` are the latest of each label, `texts` what the page says, both since the last run began.
    """

    def __init__(self, port: int):
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None, compression=None,
            ping_interval=None, proxy=None,
        )  # fmt: skip
        self._port = port
        self.page_hash = ""
        self._query, self._states = "", {}
        self.widgets, self.texts, self.errors = {}, [], []

    def __enter__(self) -> "PageSession":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def begin(self, query: str = "", page: str = "") -> None:
        """Ask for a run of a page, named as in the address, without waiting for it."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = query
        asked.page_name = page
        asked.page_script_hash = "" if page else self.page_hash
        asked.context_info.timezone = "UTC"
        asked.context_info.url = f"http://127.0.0.1:{self._port}/{page}"
        asked.widget_states.SetInParent()
        for name, (kind, value) in self._states.items():
            state = asked.widget_states.widgets.add()
            state.id = name
            if kind == "string_array_value":
                state.string_array_value.data.extend(value)
            else:
                setattr(state, kind, value)
        self._socket.send(message.SerializeToString())

    def open(self, query: str = "", page: str = "") -> float:
        """Run a page to its end; returns the seconds it took. Raises TimeoutError where it never ends."""
        before = time.perf_counter()
        self._query = query
        self.begin(query, page)
        self.wait()
        return time.perf_counter() - before

    def choose(self, label: str, kind: str, value) -> float:
        """Set a widget and run the page to its end; returns the seconds. `kind` is the field of a WidgetState."""
        self._states[self.widgets[label].id] = (kind, value)
        return self.open(self._query)

    def wait(self, seconds: float = SECONDS) -> None:
        """Read until the run has ended."""
        self.widgets, self.texts, self.errors = {}, [], []
        for message in self._messages(seconds):
            if message.HasField("new_session"):
                self.page_hash = message.new_session.page_script_hash
            if message.WhichOneof("type") == "delta":
                self._keep(message.delta)
            if message.WhichOneof("type") == "script_finished" and message.script_finished != 2:  # not for a rerun
                return
        raise ConnectionError("The server closed the page while it was drawn.")

    def _messages(self, seconds: float) -> Iterator[ForwardMsg]:
        end = time.monotonic() + seconds
        while True:
            data = self._socket.recv(timeout=max(0.01, end - time.monotonic()))
            message = ForwardMsg()
            message.ParseFromString(data)
            yield message

    def _keep(self, delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type") if delta.HasField("new_element") else None
        if kind is None:
            return
        found = getattr(element, kind)
        if getattr(found, "id", "") and hasattr(found, "label"):
            self.widgets[found.label] = found
        if kind in ("text", "markdown", "alert", "heading"):
            self.texts.append(found.body)
        if kind == "exception":
            self.errors.append(found.message)
