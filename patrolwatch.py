"""The `patrolwatch` command: reads arguments, calls etl and analysis, prints what happened."""

import json
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click

from analysis.export import citation, definitions, files
from analysis.links.codec import decode, find_release
from analysis.questions import metrics
from analysis.questions.changes import headline_changes, headline_in_words
from analysis.release import open_release
from etl import paths, temporary
from etl.curated.build import build as build_case
from etl.errors import FileRefused, LakeUnusable, PatrolwatchError, ReleaseDamaged, UsageError, in_full, printable
from etl.feeds import analyst, register
from etl.lake import Lake
from etl.lake import diff as differences
from etl.lake.verify import find_remarks
from etl.load import new_corridor
from etl.load.pipeline import WITHIN_KM, Complete, Options
from etl.load.pipeline import load as load_files
from etl.tables.records import TABLES
from etl.tables.schema import column_list
from etl.version import VERSION


class Command(click.Command):
    """A command whose help ends with an example, and whose errors are one sentence and an exit code."""

    def __init__(self, *args, example: str = "", **kwargs):
        super().__init__(*args, epilog=f"Example: {example}", **kwargs)

    def invoke(self, context: click.Context):
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("PATROLWATCH_TRACEBACK"):
                raise
            click.echo(in_full(error), err=True)
            context.exit(getattr(error, "exit_code", PatrolwatchError.exit_code))


class ReleaseNumber(click.ParamType):
    name = "release"

    def convert(self, value, param, context) -> int:
        digits = str(value).removeprefix("R")
        if not re.fullmatch(r"[0-9]{1,6}", digits):
            self.fail(f"“{value}” is not a release; write R1, R2, …", param, context)
        return int(digits)


class LakeFolder(click.Path):
    """The folder of a lake, from which what a killed publisher left behind is swept."""

    name = "folder"

    def convert(self, value, param, context) -> Path:
        folder = super().convert(value, param, context)
        Lake(folder).sweep_if_idle()
        return folder


def with_lake(command):
    return click.option(
        "--lake",
        "lake",
        type=LakeFolder(path_type=Path),
        envvar="PATROLWATCH_LAKE",
        default=paths.default_lake,
        show_default="data/lake of the checkout",
        help="Folder of the lake.",
    )(command)


@click.group()
@click.version_option(VERSION, prog_name="patrolwatch")
def main():
    """Patrolwatch: publish, compare, verify and export releases of records on patrolled roads."""
    for stream in (sys.stdout, sys.stderr):
        # A console that is not UTF-8 gets a replacement sign rather than a crash, and none is steered by what a record holds.
        stream.reconfigure(errors="replace")
        stream.write = partial(_write_printable, stream.write)
    temporary.sweep()


def _write_printable(write: Callable[[str], int], text: str) -> int:
    return write("\n".join(map(printable, text.split("\n"))))


def _print_json(value) -> None:
    """Print a value as JSON on one line. What does not print stands in it by its number, so that nothing of it is lost."""
    said = json.dumps(value, ensure_ascii=False, default=str)
    click.echo("".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in said))


@main.command(cls=Command, example="patrolwatch build --message 'Patrol 18: a second source'")
@with_lake
@click.option(
    "--case",
    type=click.Path(path_type=Path),
    default=paths.M4_CASE,
    show_default="data/m4",
    help="Folder of the fact files.",
)
@click.option("--message", default="", help="Why this release is made.")
@click.option("--by", default="", help="Who makes it; not stated unless given.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and publish nothing.")
def build(lake: Path, case: Path, message: str, by: str, dry_run: bool):
    """Publish the embedded case as a new release. The same facts twice publish nothing."""
    outcome = build_case(
        Lake(lake),
        case,
        message=message,
        made_by=by,
        dry_run=dry_run,
        progress=lambda step: click.echo(f"{step} …", err=True),
    )
    for what, record, detail in outcome.doubts:
        click.echo(printable(f"doubt: {what}: {record} ({detail})"))
    change = differences.summary(outcome.changes)
    placed = "".join(f" {count:,} known incidents lie on {road} now." for road, count in sorted(outcome.placed.items()))
    if outcome.release:
        click.echo(f"Published {outcome.release.name}: {change}.{placed}")
    elif dry_run and change:
        click.echo(f"Would publish: {change}.{placed}")
    else:
        click.echo("Nothing new: the newest release already says this.")


class CompleteDays(click.ParamType):
    name = "days"

    def convert(self, value, param, context) -> tuple[date, date]:
        first, _, through = str(value).partition("..")
        try:
            days = date.fromisoformat(first), date.fromisoformat(through)
        except ValueError:
            self.fail(f"“{value}” is not a span of days; write 2019-01-01..2019-12-31", param, context)
        if days[0] > days[1]:
            self.fail(f"“{value}” ends before it begins", param, context)
        return days


class Pair(click.ParamType):
    name = "theirs=ours"

    def convert(self, value, param, context) -> tuple[str, str]:
        theirs, sign, ours = (part.strip() for part in str(value).rpartition("="))
        if not (theirs and sign and ours in analyst.OURS):
            self.fail(f"“{value}” is not THEIRS=OURS with one of {', '.join(sorted(analyst.OURS))}", param, context)
        return theirs, ours


@main.command(
    cls=Command,
    example="patrolwatch load acled-syria.csv patrols.xlsx --complete Syria 2019-01-01..2019-12-31 --dry-run",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@with_lake
@click.option(
    "--feed", type=click.Choice(list(register())), help="Whose files they are.  [default: recognised by columns]"
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
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Day or month first, where dates are figures.")
@click.option(
    "--map", "columns", type=Pair(), multiple=True, help="Name of a column in the files, and ours. May be repeated."
)
@click.option("--roots", default="18,19,20", show_default=True, help="GDELT: the event root codes to load.")
@click.option("--within", "within_km", type=click.FloatRange(0, 100), default=WITHIN_KM, show_default=True, metavar="KM",
              help="How far from its route a point still belongs to a corridor.")  # fmt: skip
@click.option("--corridor-only", is_flag=True, help="Leave out what lies on no corridor.")
@click.option("--message", default="", help="Why these files are loaded.")
@click.option("--by", default="", help="Who loads them; not stated unless given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and publish nothing.")
@click.option("--json", "as_json", is_flag=True, help="Say it as one JSON object.")
def load(files, lake, feed, feed_release, complete, date_order, columns, roots, within_km, corridor_only, message, by, dry_run,
         as_json):  # fmt: skip
    """Load files of incidents, patrols and suspensions as one new release. Exit code 3: a file was refused."""
    options = Options(
        feed, feed_release, tuple(Complete(country, *days) for country, days in complete), date_order, columns,
        tuple(root.strip() for root in roots.split(",")), within_km, corridor_only,
    )  # fmt: skip
    outcome = load_files(
        Lake(lake), list(files), options, made_by=by, message=message, dry_run=dry_run,
        progress=lambda step: click.echo(f"{step} …", err=True),
    )  # fmt: skip
    if as_json:
        _print_json(outcome.as_dict())
    else:
        for line in outcome.in_words(dry_run):
            click.echo(line)
    if any(report.refused for report in outcome.files):
        sys.exit(FileRefused.exit_code)


@main.command(cls=Command, example="patrolwatch template -o patrols-2021.xlsx")
@click.option("-o", "--output", type=click.Path(path_type=Path), default="patrolwatch-template.xlsx", show_default=True,
              help="File to write; one that exists is not overwritten.")  # fmt: skip
def template(output: Path):
    """Write an empty workbook for patrols, incidents and suspensions, to fill in and load."""
    from etl.feeds import (
        template as templates,  # what only one command needs would cost each load a quarter of a second
    )

    templates.write(output)
    click.echo(f"{output} is written. Fill in its sheet “records”, then run: patrolwatch load {output}")


@main.group()
def corridor():
    """Corridors beside those of the embedded case."""


@corridor.command(
    "add", cls=Command, example="patrolwatch corridor add m5 --route m5.geojson --km-from 0 --km-to 108 --title 'M5'"
)
@click.argument("name")
@click.option(
    "--route", required=True, type=click.Path(path_type=Path), help="GeoJSON file with the route as one line."
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
@click.option("--by", default="", help="Who adds it; not stated unless given.")
@with_lake
def add_corridor(name, route, km_from, km_to, title, parties, by, lake):
    """Publish another corridor, and find the records of feeds that lie on it."""
    if not re.fullmatch(r"[a-z0-9_]{1,40}", name):
        raise UsageError(f"“{name}” is no short name: use small letters, digits and _.")
    release, found = new_corridor.add(
        Lake(lake), name, route, title=title, km_from=km_from, km_to=km_to, parties=parties, made_by=by
    )
    click.echo(f"Published {release.name}: corridor {name}, {found} known incidents lie on it.")


@main.command(cls=Command, example="patrolwatch near-duplicates --days 1 --km 5")
@with_lake
@click.option("--release", "number", type=ReleaseNumber(), help="Which release.  [default: the newest]")
@click.option("--days", type=click.IntRange(0, 31), default=1, show_default=True, help="How many days apart at most.")
@click.option(
    "--km", type=click.FloatRange(0, 100), default=5, show_default=True, help="How many kilometres apart at most."
)
@click.option("--corridor", "road", help="Only incidents of this corridor.")
def near_duplicates(lake: Path, number: int | None, days: int, km: float, road: str | None):
    """List pairs of incidents of two feeds that may be the same. Nothing is merged: a person decides."""
    lake = Lake(lake)
    release = open_release(lake, number or _newest(lake))
    pairs = metrics.near_duplicates(release, days=days, km=km, corridor=road).to_pylist()
    for pair in pairs:
        line = (
            f"{pair['date']} {pair['kind']} {pair['incident_id']} – {pair['other_date']} {pair['other_kind']} {pair['other_id']}: "
            f"{pair['days_apart']} days, {pair['km_apart']:.1f} km apart"
        )
        click.echo(printable(line))
    click.echo(f"{len(pairs)} pairs within {days} days and {km:g} km, of known day and point, in two feeds.")


def _newest(lake: Lake) -> int:
    if not lake.numbers():
        raise UsageError("There is no release yet. Run: patrolwatch build")
    return lake.numbers()[-1]


@main.command(cls=Command, example="patrolwatch releases")
@with_lake
def releases(lake: Path):
    """List the releases, oldest first. Exit code 5: one of them is damaged."""
    lake, is_damaged = Lake(lake), False
    for number in lake.numbers():
        try:
            manifest = lake.manifest(number)
        except LakeUnusable as error:
            click.echo(str(error), err=True)
            is_damaged = True
            continue
        rows = ", ".join(f"{manifest.tables[name].rows} {name}" for name in ("patrols", "incidents", "suspensions"))
        by = f" by {manifest.made_by}" if manifest.made_by else ""
        line = f"{manifest.name}  {manifest.made_at}{by}  {rows}  {manifest.content_hash[:12]}  {manifest.message}"
        click.echo(printable(line))
    for remark in find_remarks(lake):
        click.echo(printable(remark))
    if not lake.numbers():
        click.echo("No release yet. Run: patrolwatch build")
    if is_damaged:
        sys.exit(LakeUnusable.exit_code)


@main.command(cls=Command, example="patrolwatch revert R5 --message 'The file of 3 May was the wrong one'")
@click.argument("number", metavar="RELEASE", type=ReleaseNumber())
@with_lake
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Who does it; not stated unless given.")
def revert(number: int, lake: Path, message: str, by: str):
    """Publish a release again, as the newest. The releases after it stay; what was loaded since can be loaded again."""
    lake = Lake(lake)
    with lake.writing():
        release = lake.publish_again(lake.manifest(number), message=message, made_by=by)
    if not release:
        click.echo(f"Nothing new: the newest release already says what R{number} says.")
        return
    click.echo(f"Published {release.name}: R{number} again.")
    with suppress(ReleaseDamaged):  # that of the one before is often why
        before = differences.between(lake, release.parent, release.number)
        click.echo(f"R{release.parent} to {release.name}: {before.in_words() or 'no difference'}.")


@main.command(cls=Command, example="patrolwatch diff R1 R2")
@click.argument("before", type=ReleaseNumber())
@click.argument("after", type=ReleaseNumber())
@with_lake
@click.option("--json", "as_json", is_flag=True, help="Say it as one JSON object.")
def diff(before: int, after: int, lake: Path, as_json: bool):
    """Show what changed between two releases: added, changed field by field, withdrawn; and what that did to the headline of
    each corridor."""
    lake = Lake(lake)
    difference = differences.between(lake, before, after)
    headlines = headline_changes(open_release(lake, before), open_release(lake, after))
    if as_json:
        said = {
            "before": f"R{before}",
            "after": f"R{after}",
            "counts": difference.counts.to_pylist(),
            "changes": difference.changes.to_pylist(),
            "headlines": [change.as_dict() for change in headlines],
        }
        _print_json(said)
        return
    for change in difference.rows():
        field = f" {change.field}: {change.before or '(empty)'} → {change.after or '(empty)'}" if change.field else ""
        click.echo(printable(f"{change.what:9} {change.table} {change.record}{field}"))
    click.echo(f"R{before} to R{after}: {difference.in_words() or 'no difference'}.")
    for change in headlines:
        click.echo(printable(f"{change.selection.corridor}: {headline_in_words(change)}"))


@main.command(cls=Command, example="patrolwatch brief grain=week from=2020-07-01 --output briefing.html")
@click.argument("choices", nargs=-1)
@with_lake
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: standard output]")
def brief(choices: tuple[str, ...], lake: Path, output: Path | None):
    """Write a briefing: one HTML file with headline, figure, table, caveats, method and citation.

    CHOICES are those of the Timeline as its address has them, one by one (`grain=week`) or as a whole link. What is not
    chosen is as on a page opened anew. The same release and choices give the same bytes, here and on the page.
    """
    from views.briefing import page as briefing  # likewise

    lake = Lake(lake)
    _newest(lake)
    asked = parse_qs("&".join(urlsplit(choice).query or choice for choice in choices), keep_blank_values=True)
    number, refused = find_release(asked, lake.numbers())
    release = open_release(lake, number)
    selection, more = decode(asked, metrics.choices(release))
    refused += map(str, more)
    if refused:
        raise UsageError("\n".join(refused))
    _write(briefing.page(release, selection), output, f"Briefing on R{number} in")


@main.command(cls=Command, example="patrolwatch verify")
@with_lake
def verify(lake: Path):
    """Check every manifest and part against its checksum."""
    lake = Lake(lake)
    troubles = lake.verify()
    for trouble in troubles:
        click.echo(trouble, err=True)
    for remark in find_remarks(lake):
        click.echo(remark)
    if troubles:
        sys.exit(5)
    click.echo(f"{len(lake.numbers())} releases, all as published.")


@main.command(cls=Command, example="patrolwatch export patrols --release R1 --format csv -o patrols.csv")
@click.argument("table", type=click.Choice(list(TABLES)))
@with_lake
@click.option("--release", "number", type=ReleaseNumber(), help="Which release.  [default: the newest]")
@click.option("--format", "format", type=click.Choice(list(files.FORMATS)), default="csv", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: standard output]")
def export(table: str, lake: Path, number: int | None, format: str, output: Path | None):
    """Write the records of a table that stand in a release. All but the bare CSV say in the file what they are."""
    lake = Lake(lake)
    number = number or _newest(lake)
    release = open_release(lake, number)
    key = ", ".join(f'"{name}"' for name in TABLES[table].key)
    rows = release.query(f"SELECT {column_list(TABLES[table])} FROM {table} ORDER BY {key}")  # noqa: S608 - declared names
    cited = files.Cited(
        rows, table, f"Table {table}", definitions.of_table(TABLES[table]), citation.of_table(release, table)
    )
    _write(files.write(cited, format), output, f"{rows.num_rows} {table} of R{number} in")


def _write(data: bytes, output: Path | None, what: str) -> None:
    if output is None and sys.stdout.isatty():
        try:
            click.echo(data.decode("utf-8-sig").replace("\r\n", "\n"), nl=False)
        except UnicodeDecodeError:
            raise UsageError("This is no text for a terminal: name a file with -o.") from None
        return
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        temporary.write_file(output, lambda file: file.write(data))
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}).") from None
    click.echo(f"{what} {output}", err=True)


if __name__ == "__main__":
    main()
