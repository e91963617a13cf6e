"""Filters the messages that a page may send over its WebSocket: only those that pages need, complete and well-formed.

Streamlit also accepts messages that empty the caches of all readers, reveal the path of the checkout or write files for agents,
and it logs a traceback for bytes that are not a message.
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
    """Return a `receive` that passes only messages needed by a page with these cookies. Invalid bytes end the connection."""

    async def receive_needed() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                if _is_needed(BackMsg.FromString(message["bytes"]), cookies):
                    return message
            except (DecodeError, KeyError, TypeError):  # not a message, or text instead of bytes
                return GOODBYE

    return receive_needed


def _is_needed(message: BackMsg, cookies: Mapping[str, str]) -> bool:
    kind = message.WhichOneof("type")
    if kind == "file_urls_request":  # asks for the address to upload a file
        return may_write(cookies)
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES
