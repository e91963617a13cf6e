"""Prints to a terminal and writes files."""

import io
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from etl import temporary
from etl.errors import UsageError, make_printable


def protect_terminal() -> None:
    """Keep control characters in records away from the terminal, and avoid crashes on consoles that are not UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
        stream.write = partial(write_printable, stream.write)  # type: ignore[method-assign] # also catches click's own output


def write_printable(write: Callable[[str], int], text: str) -> int:
    """Write text with unprintable characters replaced."""
    return write("\n".join(map(make_printable, text.split("\n"))))


def print_json(value: object) -> None:
    """Print a value as JSON on one line. Unprintable characters are escaped, so that nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    click.echo("".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text))


def print_step(step: str) -> None:
    """Print the current step of a long command."""
    click.echo(f"{step} …", err=True)


def write_output(data: bytes, output: Path | None, what: str) -> None:
    """Write bytes to a file, or to standard output if none is given. Raises UsageError."""
    if output is None and sys.stdout.isatty():
        try:
            click.echo(data.decode("utf-8-sig").replace("\r\n", "\n"), nl=False)
        except UnicodeDecodeError:
            raise UsageError("This output is not text: name a file for it with -o.") from None
        return
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        temporary.write_file(output, lambda file: file.write(data))
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}).") from None
    click.echo(f"{what} {output}", err=True)
