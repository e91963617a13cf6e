"""Errors for readers: a sentence and an id, under which the server's log has the details.

The log may contain local paths, but pages and answers may not. Neither may contain values of environment variables, since these
may be secrets.
"""

import logging
import os
import secrets
import traceback

import streamlit as st
from h11 import LocalProtocolError

from etl.errors import PatrolwatchError
from views.words.markup import escape_markdown

LOG = logging.getLogger("patrolwatch")
SHORTEST_SECRET = 8  # characters; shorter values are common words

# The attribute with an error's id, so that an error is logged once, however often it is caught.
ID = "patrolwatch_id"


def explain(error: BaseException) -> str:
    """Return the message of an error for readers, and log the rest."""
    if isinstance(error, PatrolwatchError):
        return f"{error} The log of the server has more under {log(error)}." if error.detail else str(error)
    if isinstance(error, MemoryError):
        return f"The server has no memory left for this. Choose fewer days, or ask again later. ({log(error)})"
    return (
        "Something in the server itself failed. Try again; if it stays so, give whoever runs this server the number "
        f"{log(error)}: the log has what happened."
    )


def show(error: Exception) -> bool:
    """Show an error on the page instead of Streamlit's own uninformative notice."""
    st.error(escape_markdown(explain(error)), icon=":material/error:")
    return True


def log(error: BaseException) -> str:
    """Log an error and return its id. An error that was logged before keeps its id."""
    number: str = getattr(error, ID, "") or secrets.token_hex(4)
    if not hasattr(error, ID):
        setattr(error, ID, number)
        if isinstance(error, PatrolwatchError):
            LOG.error("[%s] %s %s", number, error, error.detail)
        else:
            LOG.error("[%s] %s", number, type(error).__name__, exc_info=error)
    return number


def begin_log() -> None:
    """Log to standard error with timestamps, and keep values of environment variables out of every log."""
    if LOG.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    LOG.addHandler(handler)
    LOG.propagate = False
    usual = logging.getLogRecordFactory()
    logging.setLogRecordFactory(lambda *args, **kwargs: _mask_record(usual(*args, **kwargs)))


def _mask_record(record: logging.LogRecord) -> logging.LogRecord:
    if record.levelno < logging.WARNING:
        return record
    if record.exc_info and isinstance(record.exc_info[1], LocalProtocolError):
        # Uvicorn raises an error if a client keeps writing after announcing that it would close.
        record.msg = "A client broke the rules of HTTP; its connection was closed."
        record.args = record.exc_info = None
        return record
    try:
        record.msg, record.args = _mask(record.getMessage()), None
    except (TypeError, ValueError):  # the arguments do not fit the format; logging reports this itself
        return record
    if record.exc_info and record.exc_info[1]:
        record.exc_text = _mask("".join(traceback.format_exception(record.exc_info[1])).rstrip())
    return record


def _mask(text: str) -> str:
    for name, value in os.environ.items():
        if len(value) >= SHORTEST_SECRET and not os.path.isabs(value):
            text = text.replace(value, f"[{name}]")
    return text
