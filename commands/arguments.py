"""Shared parts of commands: a command class with an example, common options, and argument types."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from etl import paths
from etl.errors import PatrolwatchError, UsageError, describe_in_full
from etl.feeds import analyst
from etl.feeds.common.days.zones import is_zone
from etl.lake import Lake


class Command(click.Command):
    """A command whose help ends with an example, and whose errors are one sentence and an exit code."""

    def __init__(self, name: str | None, *, example: str, **attributes: Any) -> None:
        super().__init__(name, epilog=f"Example: {example}", **attributes)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("PATROLWATCH_TRACEBACK"):
                raise
            click.echo(describe_in_full(error), err=True)
            context.exit(getattr(error, "exit_code", PatrolwatchError.exit_code))


class ReleaseNumber(click.ParamType[int]):
    """The number of a release, written `R3` or `3`."""

    name = "release"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        digits = str(value).removeprefix("R")
        if not re.fullmatch(r"[0-9]{1,6}", digits):
            self.fail(f"“{value}” is not a release; write R1, R2, …", param, ctx)
        return int(digits)


class CompleteDays(click.ParamType[tuple[date, date]]):
    """The first and last day of a span, written `2019-01-01..2019-12-31`."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date]:
        first, _, through = str(value).partition("..")
        try:
            days = date.fromisoformat(first), date.fromisoformat(through)
        except ValueError:
            self.fail(f"“{value}” is not a span of days; write 2019-01-01..2019-12-31", param, ctx)
        if days[0] > days[1]:
            self.fail(f"“{value}” ends before it begins", param, ctx)
        return days


class ColumnPair(click.ParamType[tuple[str, str]]):
    """The name of a column in a file, and ours, written `THEIRS=OURS`."""

    name = "theirs=ours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        theirs, sign, ours = (part.strip() for part in str(value).rpartition("="))
        if not (theirs and sign and ours in analyst.OURS):
            self.fail(f"“{value}” is not THEIRS=OURS with one of {', '.join(sorted(analyst.OURS))}", param, ctx)
        return theirs, ours


class TimeZone(click.ParamType[str]):
    """A zone of the tz database, written `Asia/Damascus`."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not is_zone(str(value)):
            self.fail(f"“{value}” is not a time zone of the tz database, such as Asia/Damascus", param, ctx)
        return str(value)


class UtmZone(click.ParamType[str]):
    """A UTM zone with its band, written `37N`."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        zone = str(value).upper().replace(" ", "")
        if not re.fullmatch(r"([1-9]|0[1-9]|[1-5][0-9]|60)[C-HJ-NP-X]", zone):
            self.fail(f"“{value}” is not a UTM zone with its band, such as 37N", param, ctx)
        return zone


def open_lake(context: click.Context, parameter: click.Parameter, address: str) -> Lake:
    """Open a lake, and remove what a killed publisher left in it."""
    try:
        lake = Lake(address)
    except UsageError as error:
        raise click.BadParameter(str(error), context, parameter) from None
    lake.sweep_if_idle()
    return lake


lake_option = click.option(
    "--lake",
    envvar="PATROLWATCH_LAKE",
    default=paths.find_default_lake,
    show_default="data/lake of the checkout",
    callback=open_lake,
    help="Folder of the lake, or s3://BUCKET/FOLDER.",
)
release_option = click.option("--release", "number", type=ReleaseNumber(), help="Which release.  [default: the newest]")
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: standard output]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def find_newest_release(lake: Lake) -> int:
    """Return the number of the newest release. Raises UsageError if there is none."""
    numbers = lake.list_numbers()
    if not numbers:
        raise UsageError("There is no release yet. Run: patrolwatch build")
    return numbers[-1]
