"""The command that loads files."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.arguments import ColumnPair, Command, CompleteDays, TimeZone, UtmZone, json_option, lake_option
from commands.output import print_json, print_step
from etl.errors import FileRefused, UsageError
from etl.feeds import list_feed_names
from etl.feeds.lexicon.user_meanings import parse_meanings
from etl.lake import Lake
from etl.load.files.options import WITHIN_KM, Complete, Options
from etl.tables.vocabulary import VERIFICATIONS

if TYPE_CHECKING:
    from etl.load.jobs.engines import Engine
    from etl.load.report import LoadOutcome


@click.command(
    cls=Command,
    example="patrolwatch load acled-syria.csv patrols.xlsx --complete Syria 2019-01-01..2019-12-31 --dry-run",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@lake_option
@click.option(
    "--feed", type=click.Choice(list_feed_names()), help="Feed of the files.  [default: recognised by their columns]"
)
@click.option("--feed-release", help="Release of the feed, such as 24.1.  [default: read from the file name]")
@click.option(
    "--complete",
    type=(str, CompleteDays()),
    multiple=True,
    metavar="COUNTRY FROM..THROUGH",
    help="The files have every event of this country (or `all`) on these days. With the name of a corridor instead: every joint patrol "
    "on it and every attack on one, so that there are rates. Known records that the files lack are withdrawn.",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd", "swapped"]),
    help="Order of dates written in figures. swapped: a spreadsheet swapped the day and month of its real dates.",
)
@click.option(
    "--zone", type=TimeZone(), help="Time zone of the days, such as Asia/Damascus.  [default: that of the corridors]"
)
@click.option("--utm", type=UtmZone(), help="UTM zone of eastings and northings, with its band, such as 37N.")
@click.option(
    "--map",
    "columns",
    type=ColumnPair(),
    multiple=True,
    help="A column of the files, and our name for it. May be repeated.",
)
@click.option(
    "--words",
    multiple=True,
    metavar="COLUMN:WORD=MEANING|FILE",
    help='Meaning of a word in kind, target, record, …, such as kind:"IED attack"=ied, or a CSV file of such words (column, word, '
    "meaning). Kept for later files with the same headers. May be repeated.",
)
@click.option("--corridor", help="Corridor of all rows, for tables without a column for it.")
@click.option("--participants", help="Who took part in all patrols, for tables without a column for it; `joint` means all parties "
              "of the corridor.")  # fmt: skip
@click.option("--verification", type=click.Choice(VERIFICATIONS), help="Verification of all incidents, for tables without a column for "
              "it.  [default: unconfirmed]")  # fmt: skip
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    help="Sheet of a workbook to read; may be repeated.  [default: all that hold records]",
)
@click.option("--roots", default="18,19,20", show_default=True, help="GDELT and ICEWS: the CAMEO root codes to load.")
@click.option("--within", "within_km", type=click.FloatRange(0, 100), default=WITHIN_KM, show_default=True, metavar="KM",
              help="Points up to this distance from a route belong to its corridor.")  # fmt: skip
@click.option("--corridor-only", is_flag=True, help="Leave out incidents that lie on no corridor.")
@click.option("--allow-rejects", is_flag=True, help="Load a file even if more than half of its rows are rejected.")
@click.option(
    "--newer", is_flag=True, help="Load a file that looks older than the known records, although it is newer."
)
@click.option("--hidden", is_flag=True, help="Also read hidden sheets, rows and columns of workbooks.")
@click.option("--as-events", is_flag=True,
              help="Treat every row as a separate event, even one that looks like a total, a copy or a count.")  # fmt: skip
@click.option("--message", default="", help="Reason for the load.")
@click.option("--by", default="", help="Your name, stored with the release.")
@click.option("--dry-run", is_flag=True, help="Show what would happen, and publish nothing.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
              help="Where files are read and parts written: in this process, or in tasks of Apache Spark.")  # fmt: skip
@click.option(
    "--master", help="Master of the cluster for --engine spark, such as spark://host:7077.  [default: this machine]"
)
@json_option
def load(
    files: tuple[Path, ...],
    lake: Lake,
    complete: tuple[tuple[str, tuple[date, date]], ...],
    columns: tuple[tuple[str, str], ...],
    words: tuple[str, ...],
    roots: str,
    message: str,
    by: str,
    dry_run: bool,
    engine: str,
    master: str | None,
    as_json: bool,
    **others: Any,
) -> None:
    """Load files of incidents, patrols, suspensions and counts as one new release. Exit code 3: a file was
    refused, or more than half of its rows were rejected."""
    options = Options(
        complete=tuple(Complete(country, *days) for country, days in complete),
        columns=columns,
        words=tuple(word for text in words for word in parse_meanings(text, dict(columns))),
        roots=tuple(root.strip() for root in roots.split(",")),
        **others,
    )
    from etl.load.pipeline import load as load_files  # only this command needs the file readers

    read = _choose_engine(engine, master)
    outcome = load_files(
        lake, list(files), options, made_by=by, message=message, dry_run=dry_run, progress=print_step, engine=read
    )
    _print_outcome(outcome, dry_run, as_json)


def _choose_engine(name: str, master: str | None) -> "Engine":
    if name == "spark":
        from etl.load.jobs.spark import work_on_spark

        return work_on_spark(master)
    if master:
        raise UsageError("--master needs --engine spark, since it names a cluster of Apache Spark.")
    from etl.load.jobs.engines import work_locally

    return work_locally


def _print_outcome(outcome: "LoadOutcome", dry_run: bool, as_json: bool) -> None:
    """Print the outcome. Ends the command with an exit code if a file was refused."""
    if as_json:
        print_json(outcome.as_dict())
    else:
        for line in outcome.format_lines(dry_run):
            click.echo(line)
    if any(report.refused for report in outcome.files):
        sys.exit(FileRefused.exit_code)
