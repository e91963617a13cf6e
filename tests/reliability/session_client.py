"""A reader's session without a browser: it sends the messages of Streamlit's front end over a WebSocket.

    with Session(port) as session:
        session.open("risk", "release=R1&grain=week")
        session.choose("Show by", "Month")
        session.press("Reset the choices")
        content = session.download("CSV (24 patrols)")

A session keeps the elements that the page shows and the state of each widget, and sends all states with each run, as a
browser does. It keeps no message from one run to the next, so the server sends each in full. One thread may use a session
at a time; each needs some 5 MB here and one thread of `websockets`.
"""

import contextlib
import http.client
import socket
import time
from collections.abc import Callable
from datetime import date
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

SECONDS = 60
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
# Kinds of elements that hold a value, with the fields of a state and of an element that carry it.
VALUES = {
    "selectbox": ("string_value", "raw_value"),
    "radio": ("string_value", "raw_value"),
    "button_group": ("string_array_value", "raw_values"),
    "date_input": ("string_array_value", "value"),
    "text_input": ("string_value", "value"),
    "checkbox": ("bool_value", "value"),
    "number_input": ("double_value", "value"),
}
WORDS = ("body", "label", "title", "delta", "message")


class SessionFailed(Exception):
    """The server closed the connection or did not answer in time, or the page lacks the requested element."""


class Session:
    """One WebSocket to a dashboard on this machine.

    `origin` and `resume` (the id of a session that was cut off) go into the handshake; `client` is the last number of the address
    from which is asked; `hear` is called with the bytes of each message. Raises SessionFailed, also from each method that waits for the server.
    """

    def __init__(
        self,
        port: int,
        *,
        origin: str | None = None,
        resume: str | None = None,
        seconds: float = SECONDS,
        client: int = 1,
        hear: Callable[[bytes], None] = lambda message: None,
    ):
        self.port, self.seconds, self.hear = port, seconds, hear
        self._own_address = (f"127.0.0.{client}", 0)
        self.id = resume
        self.page_hash, self.address = "", ""
        self.pages: dict[str, str] = {}  # by the path of the page, its hash
        self.elements: dict[tuple[int, ...], Element] = {}
        self.states: dict[str, WidgetState] = {}
        self.fragments: set[str] = set()  # those that run again by themselves
        self._shown: set[tuple[int, ...]] = set()
        opened = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=origin or f"http://127.0.0.1:{port}",
            subprotocols=["streamlit", "no-token", *([resume] if resume else [])],
            open_timeout=seconds,
            max_size=None,
            compression=None,
            source_address=self._own_address,
        )
        self._stack = contextlib.ExitStack()
        self.socket = self._stack.enter_context(opened)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._stack.close()

    def cut(self) -> None:
        """Drop the connection without a word, as a network does."""
        self.socket.socket.shutdown(socket.SHUT_RDWR)

    # Actions of a reader. Each returns the seconds until the page has settled.

    def open(self, page: str = "", query: str = "") -> float:
        """Open the page of that path by its address."""
        self.states.clear()
        return self._run(page_name=page, query_string=query)

    def go_to(self, page: str) -> float:
        """Choose a page from the menu. Raises SessionFailed if the menu has no such page."""
        if page not in self.pages:
            raise SessionFailed(f"The menu has no page {page!r}; it has {sorted(self.pages)}.")
        return self._run(page_script_hash=self.pages[page], query_string="")

    def choose(self, label: str, value: str | float | bool | date) -> float:
        """Set the widget of that label, as the page shows its options, and wait for the page."""
        kind, widget = self.find_widget(label)
        return self.set(kind, widget, value)

    def set(self, kind: str, widget, value) -> float:
        self._keep(widget.id, kind, value)
        return self.run_again()

    def press(self, label: str) -> float:
        """Press the button of that label."""
        kind, widget = self.find_widget(label)
        if kind != "button":
            raise SessionFailed(f"{label!r} is no button but a {kind}.")
        return self._run(pressed=widget.id)

    def run_again(self) -> float:
        return self._run()

    def run_fragment(self, fragment: str) -> float:
        """Run a part of the page that runs by itself every now and then."""
        return self._run(fragment_id=fragment, is_auto_rerun=True)

    def download(self, label: str) -> bytes:
        """Follow the link to a file whose label begins so, and read the file."""
        connection, answer = self.begin_download(label)
        try:
            return answer.read()
        finally:
            connection.close()

    def begin_download(self, label: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Follow it, and return what the file can be read from. The caller closes the connection. Raises SessionFailed."""
        _, link = self.find_widget(label, kinds=("link_button",))
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.seconds, source_address=self._own_address
        )
        connection.request("GET", link.url)
        answer = connection.getresponse()
        if answer.status != 200:
            connection.close()
            raise SessionFailed(f"The file of {label!r} was answered with {answer.status}.")
        return connection, answer

    # Contents of the page

    def list_widgets(self, *kinds: str) -> list[tuple[str, object]]:
        """List (kind, message) of each element of these kinds, in the order of the page."""
        shown = [(element.WhichOneof("type"), element) for _, element in sorted(self.elements.items())]
        return [(kind, getattr(element, kind)) for kind, element in shown if kind in kinds]

    def find_widget(self, label: str, kinds: tuple[str, ...] = (*VALUES, "button")) -> tuple[str, object]:
        found = self.list_widgets(*kinds)
        for kind, widget in found:
            if widget.label == label or (kind == "link_button" and widget.label.startswith(label)):
                return kind, widget
        raise SessionFailed(f"The page has no {label!r}; it has {[widget.label for _, widget in found]}.")

    def read_text(self) -> str:
        """Return all sentences, titles and labels of the page, one per line."""
        return "\n".join(
            word
            for _, element in sorted(self.elements.items())
            if (kind := element.WhichOneof("type"))
            for name in WORDS
            if isinstance(word := getattr(getattr(element, kind), name, None), str) and word
        )

    def list_exceptions(self) -> list[str]:
        """List the exceptions that Streamlit shows if the script of the page failed."""
        return [f"{shown.type}: {shown.message}" for _, shown in self.list_widgets("exception")]

    # Messages

    def begin_run(self) -> None:
        """Start a run of the page without waiting for it."""
        self._send(self._ask_for_run())

    def _run(self, pressed: str = "", **wanted) -> float:
        began = time.monotonic()
        self._send(self._ask_for_run(pressed, **wanted))
        last = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY if "fragment_id" in wanted else None
        finished = FINISHED if last is None else (*FINISHED, last)
        self._receive_until(lambda message: message.HasField("script_finished") and message.script_finished in finished)
        return time.monotonic() - began

    def _ask_for_run(self, pressed: str = "", **wanted) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.address, self.page_hash
        if "page_name" in wanted:
            state.page_script_hash = ""
        for name, value in wanted.items():
            setattr(state, name, value)
        self.address = state.query_string
        state.widget_states.widgets.extend(self.states.values())
        if pressed:
            state.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
        state.context_info.url = f"http://127.0.0.1:{self.port}/{wanted.get('page_name', '')}"
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        return message

    def settle(self, quiet: float = 1.0) -> None:
        """Receive messages until the server is quiet for some seconds, since a resumed session may be in a run."""
        with contextlib.suppress(TimeoutError):
            while True:
                self._take_one(quiet)

    def _send(self, message: BackMsg) -> None:
        try:
            self.socket.send(message.SerializeToString())
        except (ConnectionClosed, OSError) as error:
            raise SessionFailed(f"The connection is closed: {error}") from error

    def _receive_until(self, is_last: Callable[[ForwardMsg], bool]) -> None:
        end = time.monotonic() + self.seconds
        try:
            while not is_last(self._take_one(max(0.0, end - time.monotonic()))):
                pass
        except TimeoutError as error:
            raise SessionFailed(f"No answer within {self.seconds:g} s.") from error

    def _take_one(self, seconds: float) -> ForwardMsg:
        """Receive one message and store its content. Raises TimeoutError if none comes in time."""
        try:
            data = self.socket.recv(timeout=seconds)
        except TimeoutError:
            raise
        except (ConnectionClosed, OSError) as error:
            raise SessionFailed(f"The connection was closed: {error}") from error
        self.hear(data)
        message = ForwardMsg.FromString(data)
        self._take(message)
        return message

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.id = message.new_session.initialize.session_id
            self._shown.clear()
            self.fragments.clear()
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
            self.pages = {
                "" if page.is_default else page.url_pathname: page.page_script_hash
                for page in message.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self.address = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.fragments.add(message.auto_rerun.fragment_id)
        elif kind == "delta":
            self._draw(tuple(message.metadata.delta_path), message.delta)
        elif kind == "script_finished" and message.script_finished in FINISHED:
            self.elements = {path: element for path, element in self.elements.items() if path in self._shown}
            shown = {getattr(element, element.WhichOneof("type")).id for element in self._elements_with_ids()}
            self.states = {name: state for name, state in self.states.items() if name in shown}

    def _draw(self, path: tuple[int, ...], delta) -> None:
        self._shown.add(path)
        if not delta.HasField("new_element"):
            self.elements.pop(path, None)
            return
        self.elements[path] = delta.new_element
        kind = delta.new_element.WhichOneof("type")
        if kind not in VALUES:
            return
        widget = getattr(delta.new_element, kind)
        if widget.set_value:
            value = getattr(widget, VALUES[kind][1])
            self._keep(widget.id, kind, value if isinstance(value, str | bool | float) else list(value))
            return
        if widget.id not in self.states and kind == "date_input" and widget.default:
            self._keep(widget.id, kind, list(widget.default))

    def _elements_with_ids(self) -> list[Element]:
        return [
            element
            for element in self.elements.values()
            if (kind := element.WhichOneof("type")) and hasattr(getattr(element, kind), "id")
        ]

    def _keep(self, name: str, kind: str, value) -> None:
        state, field = WidgetState(id=name), VALUES[kind][0]
        if field == "string_array_value":
            values = value if isinstance(value, list) else [value]
            state.string_array_value.data.extend(str(each) for each in values)
            state.string_array_value.SetInParent()
        else:
            setattr(state, field, str(value) if field == "string_value" else value)
        self.states[name] = state
