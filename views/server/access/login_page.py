"""The page for anyone who is not admitted: where to log in, or that this name may not read."""

from html import escape
from http import HTTPStatus

from starlette.responses import HTMLResponse

# Strangers do not get Streamlit's program, so the page has its own minimal style.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Patrolwatch</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }}
body {{ max-width: 26rem; margin: 20vh auto; padding: 0 1.5rem }}
h1 {{ font-size: 1.35rem }}
a {{ display: inline-block; padding: .5rem 1rem; border: 1px solid; border-radius: .25rem; color: inherit; text-decoration: none }}
a:hover, a:focus {{ text-decoration: underline }}
</style>
<h1>Patrolwatch</h1>
<p>{sentence}</p>
<a href="{address}">{action}</a>
"""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Patrolwatch"'}  # a 401 answer must name an authentication scheme


def ask_to_log_in(address: str) -> HTMLResponse:
    """Answer a stranger. `address` is where a login begins."""
    page = PAGE.format(sentence="Log in to see this page.", address=escape(address), action="Log in")
    return HTMLResponse(page, HTTPStatus.UNAUTHORIZED, CHALLENGE)


def refuse(name: str, address: str) -> HTMLResponse:
    """Answer somebody who has logged in but is on no list. `address` is where the login ends."""
    sentence = f"You are logged in as {name}, who may not read here. Ask whoever runs this server, or log in with another account."
    return HTMLResponse(
        PAGE.format(sentence=escape(sentence), address=escape(address), action="Log out"), HTTPStatus.FORBIDDEN
    )
