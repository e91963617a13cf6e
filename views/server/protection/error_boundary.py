"""Catches all remaining errors. Each is logged with an id, which the answer contains if it has not begun."""

from h11 import LocalProtocolError
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views import faults


class ErrorBoundary:
    """Answers an uncaught error with a sentence and an id."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except LocalProtocolError:  # the client violated HTTP, and gets no answer
            return
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            sentence = faults.explain(error)
            # An answer that has begun is aborted, which the server does if it does not end.
            if scope["type"] == "http" and not is_begun:
                await PlainTextResponse(f"{sentence}\n", 500)(scope, receive, send)
