"""Messages that a page may send over its WebSocket: those that the pages need, whole and of the right form.

Streamlit also takes messages that empty the caches of every reader, tell where the checkout lies, or write files for agents;
and it writes a traceback into the log for bytes that are no message.
"""

from collections.abc import Mapping

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg

from views.server.adding.permission import may_write

MESSAGES = ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
OPERATIONS = ("dataframe_chunk",)
GOODBYE: Message = {"type": "websocket.disconnect", "code": 1003, "reason": None}


def drop_unneeded_messages(receive: Receive, cookies: Mapping[str, str]) -> Receive:
    """Return what receives only messages that a page with these cookies needs; bytes that are no message end the connection."""

    async def receive_needed() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                if _is_needed(BackMsg.FromString(message["bytes"]), cookies):
                    return message
            except (DecodeError, KeyError, TypeError):  # no message, or text in place of bytes
                return GOODBYE

    return receive_needed


def _is_needed(message: BackMsg, cookies: Mapping[str, str]) -> bool:
    kind = message.WhichOneof("type")
    if kind == "file_urls_request":  # where a file that was dropped may be sent to
        return may_write(cookies)
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES
