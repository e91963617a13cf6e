"""What a page may say to the server over its WebSocket: the messages that the pages need, whole and of the right form.

Streamlit also takes messages that empty the caches of every reader, tell where the checkout lies, or write files for agents;
and it writes a traceback into the log for a message that is none.
"""

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg

MESSAGES = ("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request")
OPERATIONS = ("deferred_file", "dataframe_chunk")
GOODBYE: Message = {"type": "websocket.disconnect", "code": 1003, "reason": None}


def only_known_messages(receive: Receive) -> Receive:
    """What the page says, without the messages that it has no need of; one that is no message ends the connection."""

    async def receive_known() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                if _is_needed(BackMsg.FromString(message["bytes"])):
                    return message
            except (DecodeError, KeyError, TypeError):  # no message, or text in place of bytes
                return GOODBYE

    return receive_known


def _is_needed(said: BackMsg) -> bool:
    kind = said.WhichOneof("type")
    if kind == "backend_operation_request":
        return said.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES
