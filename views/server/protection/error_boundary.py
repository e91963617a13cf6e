"""Catches what nothing else caught: an error is logged with an id, and answered with it where no answer has begun."""

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
        except LocalProtocolError:  # the client broke the rules of HTTP meanwhile, and takes no answer
            return
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            sentence = faults.explain(error)
            # An answer that has begun is broken off, which the server does with one that does not end.
            if scope["type"] == "http" and not is_begun:
                await PlainTextResponse(f"{sentence}\n", 500)(scope, receive, send)
