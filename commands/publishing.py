"""Commands that publish a release, or write a workbook to load."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click

from commands.arguments import (
    ColumnPair,
    Command,
    CompleteDays,
    ReleaseNumber,
    TimeZone,
    UtmZone,
    json_option,
    lake_option,
)
from commands.output import print_json, print_step
from etl import paths
from etl.curated.build import build as build_case
from etl.errors import FileRefused, ReleaseDamaged, UsageError, make_printable
from etl.feeds import list_feed_names
from etl.feeds.lexicon.user_meanings import parse_meanings
from etl.lake import Lake
from etl.lake import diff as differences
from etl.load.files.options import WITHIN_KM, Complete, Options
from etl.review.apply import describe_overtaken


@click.command(cls=Command, example="patrolwatch build --message 'Patrol 18: a second source'")
@lake_option
@click.option(
    "--case",
    "cases",
    type=click.Path(path_type=Path),
    multiple=True,
    default=paths.CASES,
    show_default=", ".join(f"data/{case.name}" for case in paths.CASES),
    help="Folder of fact files; repeat it for each case to keep.",
)
@click.option("--message", default="", help="Why this release is made.")
@click.option("--by", default="", help="Name of whoever makes it; left empty unless given.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and publish nothing.")
def build(lake: Lake, cases: tuple[Path, ...], message: str, by: str, dry_run: bool) -> None:
    """Publish the embedded cases as a new release. The same facts twice publish nothing."""
    outcome = build_case(
        lake,
        *cases,
        message=message,
        made_by=by,
        dry_run=dry_run,
        progress=print_step,
    )
    for what, record, detail in outcome.doubts:
        click.echo(make_printable(f"doubt: {what}: {record} ({detail})"))
    change = differences.summary(outcome.changes)
    placed = "".join(
        f" {count:,} known incidents lie on {corridor} now." for corridor, count in sorted(outcome.placed.items())
    )
    if outcome.release:
        for note in describe_overtaken(lake, outcome.release):
            click.echo(make_printable(note))
        click.echo(f"Published {outcome.release.name}: {change}.{placed}")
    elif dry_run and change:
        click.echo(f"Would publish: {change}.{placed}")
    else:
        click.echo("Nothing new: the newest release already says this.")


@click.command(
    cls=Command,
    example="patrolwatch load acled-syria.csv patrols.xlsx --complete Syria 2019-01-01..2019-12-31 --dry-run",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@lake_option
@click.option(
    "--feed", type=click.Choice(list_feed_names()), help="Whose files they are.  [default: recognised by columns]"
)
@click.option("--feed-release", help="Release of the feed, such as 24.1.  [default: read from the name of the file]")
@click.option(
    "--complete",
    type=(str, CompleteDays()),
    multiple=True,
    metavar="COUNTRY FROM..THROUGH",
    help="The files hold all events of this country (or `all`) and these days, or, with the name of a corridor, all of its "
    "joint patrols and attacks on them, so that rates exist: what the files lack is withdrawn.",
)
@click.option(
    "--date-order",
    type=click.Choice(["dmy", "mdy", "ymd", "swapped"]),
    help="Day, month or year first, where dates are figures; swapped: a spreadsheet swapped day and month of its real dates.",
)
@click.option(
    "--zone", type=TimeZone(), help="Time zone of the days, such as Asia/Damascus.  [default: that of the corridors]"
)
@click.option("--utm", type=UtmZone(), help="Zone of UTM of eastings and northings, with its band, such as 37N.")
@click.option(
    "--map",
    "columns",
    type=ColumnPair(),
    multiple=True,
    help="Name of a column in the files, and ours. May be repeated.",
)
@click.option(
    "--words",
    multiple=True,
    metavar="COLUMN:WORD=MEANING|FILE",
    help='What a word of kind, target, record, … means, such as kind:"IED attack"=ied, or a CSV file of such words (column, word, '
    "meaning). May be repeated. It is kept for later files with the same heads.",
)
@click.option("--corridor", help="Corridor of all rows of a table that has no column of it.")
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    help="Sheet of a workbook to read; may be repeated.  [default: all that hold records]",
)
@click.option("--roots", default="18,19,20", show_default=True, help="GDELT and ICEWS: the CAMEO root codes to load.")
@click.option("--within", "within_km", type=click.FloatRange(0, 100), default=WITHIN_KM, show_default=True, metavar="KM",
              help="How far from its route a point still belongs to a corridor.")  # fmt: skip
@click.option("--corridor-only", is_flag=True, help="Leave out what lies on no corridor.")
@click.option("--allow-rejects", is_flag=True, help="Load a file of which more than half of the rows are rejected.")
@click.option(
    "--newer", is_flag=True, help="Load a file that looks older than what is known, because it is the newer one."
)
@click.option("--hidden", is_flag=True, help="Read the sheets, rows and columns that a workbook hides, too.")
@click.option("--as-events", is_flag=True,
              help="Treat every row as a separate event, even one that looks like a total, a copy or a count.")  # fmt: skip
@click.option("--message", default="", help="Why these files are loaded.")
@click.option("--by", default="", help="Name of whoever loads them; left empty unless given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and publish nothing.")
@json_option
def load(
    files: tuple[Path, ...],
    lake: Lake,
    feed: str | None,
    feed_release: str | None,
    complete: tuple[tuple[str, tuple[date, date]], ...],
    date_order: str | None,
    zone: str | None,
    utm: str | None,
    columns: tuple[tuple[str, str], ...],
    words: tuple[str, ...],
    corridor: str | None,
    sheets: tuple[str, ...],
    roots: str,
    within_km: float,
    corridor_only: bool,
    allow_rejects: bool,
    newer: bool,
    hidden: bool,
    as_events: bool,
    message: str,
    by: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load files of incidents, patrols, suspensions and counts as one new release. Exit code 3: a file was
    refused, or more than half of its rows were rejected."""
    options = Options(
        feed=feed,
        feed_release=feed_release,
        complete=tuple(Complete(country, *days) for country, days in complete),
        date_order=date_order,
        zone=zone,
        utm=utm,
        columns=columns,
        words=tuple(word for text in words for word in parse_meanings(text, dict(columns))),
        corridor=corridor,
        sheets=sheets,
        roots=tuple(root.strip() for root in roots.split(",")),
        within_km=within_km,
        corridor_only=corridor_only,
        allow_rejects=allow_rejects,
        newer=newer,
        hidden=hidden,
        as_events=as_events,
    )
    from etl.load.pipeline import load as load_files  # only this command needs the file readers

    outcome = load_files(lake, list(files), options, made_by=by, message=message, dry_run=dry_run, progress=print_step)
    if as_json:
        print_json(outcome.as_dict())
    else:
        for line in outcome.format_lines(dry_run):
            click.echo(line)
    if any(report.refused for report in outcome.files):
        sys.exit(FileRefused.exit_code)


@click.command(cls=Command, example="patrolwatch template -o patrols-2021.xlsx")
@click.option("-o", "--output", type=click.Path(path_type=Path), default="patrolwatch-template.xlsx", show_default=True,
              help="File to write; one that exists is not overwritten.")  # fmt: skip
def template(output: Path) -> None:
    """Write an empty workbook for patrols, incidents, suspensions and counts, to fill in and load."""
    # Imports for a single command would cost each load a quarter of a second.
    from etl.feeds.common import template as templates

    templates.write(output)
    click.echo(f"{output} is written. Fill in its sheet “records”, then run: patrolwatch load {output}")


@click.group()
def corridor() -> None:
    """Corridors besides those of the embedded cases."""


@corridor.command(
    "add", cls=Command, example="patrolwatch corridor add m5 --route m5.geojson --km-from 0 --km-to 108 --title 'M5'"
)
@click.argument("name")
@click.option(
    "--route",
    type=click.Path(path_type=Path),
    help="GeoJSON, KML or GPX file with the route as one line. Not needed with --unit.",
)
@click.option("--km-from", type=float, default=0, show_default=True, help="Kilometre at which the line begins.")
@click.option("--km-to", type=float, help="Kilometre at which it ends.  [default: as many as the line is long]")
@click.option("--title", default="", help="Name for people.")
@click.option(
    "--party",
    "parties",
    multiple=True,
    help="Who patrols it; may be repeated. The first one's count is the corridor's own.",
)
@click.option(
    "--count-holds",
    type=click.Choice(["cancelled", "one_party"]),
    multiple=True,
    help="That count numbers cancelled runs, or runs of one party, among the joint patrols; may be repeated.",
)
@click.option("--zone", type=TimeZone(), help="Time zone of its days, such as Asia/Damascus.")
@click.option("--unit", type=(str, str), metavar="ONE MANY", help="What is counted where single passages are not known: singular and plural, such as transit transits.")  # fmt: skip
@click.option("--target", type=(str, str), metavar="ONE MANY", help="What is attacked there: singular and plural, such as ship ships.  [default: the unit]")  # fmt: skip
@click.option("--counted-by", help="Who counts the unit, for the rates, such as “IMF PortWatch”.")
@click.option("--by", default="", help="Name of whoever adds it; left empty unless given.")
@lake_option
def add_corridor(
    name: str,
    route: Path | None,
    km_from: float,
    km_to: float | None,
    title: str,
    parties: tuple[str, ...],
    count_holds: tuple[str, ...],
    zone: str | None,
    unit: tuple[str, str] | None,
    target: tuple[str, str] | None,
    counted_by: str | None,
    by: str,
    lake: Lake,
) -> None:
    """Publish another corridor, and find the records of feeds that lie on it."""
    from etl.load.files import new_corridor  # only this command needs the map readers

    if bool(unit) != bool(counted_by):
        raise UsageError("Give --unit and --counted-by together: what is counted, and who counts it.")
    counted = None
    if unit and counted_by:
        (singular, plural), (target_singular, targets) = unit, target or unit
        counted = new_corridor.Counted(plural, singular, targets, target_singular, counted_by)
    elif target:
        raise UsageError("--target names what is attacked where a unit is counted: give --unit too.")
    new = new_corridor.NewCorridor(name, route, title, km_from, km_to, parties, count_holds, zone, counted)
    release, found = new_corridor.add_corridor(lake, new, made_by=by)
    click.echo(f"Published {release.name}: corridor {name}, {found} known incidents lie on it.")


@corridor.command(
    "change",
    cls=Command,
    example="patrolwatch corridor change m5 --party army --party police --message 'The police joined'",
)
@click.argument("name")
@click.option(
    "--route", type=click.Path(path_type=Path), help="GeoJSON, KML or GPX file with another route as one line."
)
@click.option("--km-from", type=float, help="Kilometre at which the line begins.")
@click.option("--km-to", type=float, help="Kilometre at which it ends.")
@click.option("--title", help="Name for people.")
@click.option("--party", "parties", multiple=True, help="Who patrols it, all of them; may be repeated.")
@click.option("--zone", type=TimeZone(), help="Time zone of its days.")
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Name of whoever changes it; left empty unless given.")
@lake_option
def change_corridor(
    name: str, route: Path | None, parties: tuple[str, ...], message: str, by: str, lake: Lake, **stated: Any
) -> None:
    """Publish a corridor of your own with another title, route, kilometres, parties or zone; all else stays."""
    from etl.load.files import new_corridor  # only this command needs the map readers

    changes = {key: value for key, value in stated.items() if value is not None} | (
        {"parties": parties} if parties else {}
    )
    if not changes and not route:
        raise UsageError("Nothing is to be changed: give --title, --route, --km-from, --km-to, --party or --zone.")
    release, found = new_corridor.change_corridor(lake, name, changes, route=route, message=message, made_by=by)
    click.echo(f"Published {release.name}: corridor {name} changed; {found} more known incidents lie on it.")


@corridor.command("remove", cls=Command, example="patrolwatch corridor remove m5 --message 'It was drawn twice'")
@click.argument("name")
@click.option(
    "--leave-incidents",
    is_flag=True,
    help="Remove it even if incidents lie on it; each then belongs where its point lies.",
)
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Name of whoever removes it; left empty unless given.")
@lake_option
def remove_corridor(name: str, leave_incidents: bool, message: str, by: str, lake: Lake) -> None:
    """Publish the release without a corridor of your own. Refused where patrols, suspensions or incidents rest on it."""
    from etl.load.files import new_corridor  # only this command needs the map readers

    release, left = new_corridor.remove_corridor(
        lake, name, leave_incidents=leave_incidents, message=message, made_by=by
    )
    click.echo(f"Published {release.name} without the corridor {name}; {left} incidents were on it.")


@click.command(cls=Command, example="patrolwatch revert R5 --message 'The file of 3 May was the wrong one'")
@click.argument("number", metavar="RELEASE", type=ReleaseNumber())
@lake_option
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Name of whoever does it; left empty unless given.")
def revert(number: int, lake: Lake, message: str, by: str) -> None:
    """Publish a release again, as the newest. The releases after it stay; what was loaded since can be loaded again."""
    with lake.writing():
        release = lake.publish_again(lake.manifest(number), message=message, made_by=by)
    if not release:
        click.echo(f"Nothing new: the newest release already says what R{number} says.")
        return
    click.echo(f"Published {release.name}: R{number} again.")
    if release.parent is None:
        return
    with suppress(ReleaseDamaged):  # often a release is reverted because the one before is damaged
        before = differences.compare_releases(lake, release.parent, release.number)
        click.echo(f"R{release.parent} to {release.name}: {before.describe_changes() or 'no difference'}.")
