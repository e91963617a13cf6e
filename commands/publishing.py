"""Commands that publish a release, or write a workbook to load."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from commands.arguments import Command, ReleaseNumber, TimeZone, find_newest_release, lake_option
from commands.output import print_step
from etl import paths
from etl.curated.build import build as build_case
from etl.errors import ReleaseDamaged, UsageError, make_printable
from etl.lake import Lake
from etl.lake import diff as differences
from etl.lake.sweep import DELTA
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
    help="Folder of fact files. Repeat the option for every case that the release should have.",
)
@click.option("--message", default="", help="Reason for the release.")
@click.option("--by", default="", help="Your name, stored with the release.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and publish nothing.")
def build(lake: Lake, cases: tuple[Path, ...], message: str, by: str, dry_run: bool) -> None:
    """Publish the embedded cases as a new release. If the facts have not changed, nothing is published."""
    outcome = build_case(lake, *cases, message=message, made_by=by, dry_run=dry_run, progress=print_step)
    for what, record, detail in outcome.doubts:
        click.echo(make_printable(f"doubt: {what}: {record} ({detail})"))
    change = differences.summarise_changes(outcome.changes)
    placed = "".join(
        f" {count:,} known incidents now lie on {corridor}." for corridor, count in sorted(outcome.placed.items())
    )
    if outcome.release:
        for note in describe_overtaken(lake, outcome.release):
            click.echo(make_printable(note))
        click.echo(f"Published {outcome.release.name}: {change}.{placed}")
    elif dry_run and change:
        click.echo(f"Would publish: {change}.{placed}")
    else:
        click.echo("Nothing new: the newest release already has this content.")


@click.command(cls=Command, example="patrolwatch template -o patrols-2021.xlsx")
@click.option("-o", "--output", type=click.Path(path_type=Path), default="patrolwatch-template.xlsx", show_default=True,
              help="File to write. An existing file is not overwritten.")  # fmt: skip
def template(output: Path) -> None:
    """Write an empty workbook for patrols, incidents, suspensions and counts, to fill in and load."""
    # Imports for a single command would cost each load a quarter of a second.
    from etl.feeds.common import template as templates

    templates.write(output)
    click.echo(f"{output} has been written. Fill in its sheet “records”, then run: patrolwatch load {output}")


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
@click.option("--km-to", type=float, help="Kilometre at which it ends.  [default: the length of the line]")
@click.option("--title", default="", help="Title that pages show.")
@click.option(
    "--party",
    "parties",
    multiple=True,
    help="A party that patrols it. May be repeated; the count of the first is the corridor's own.",
)
@click.option(
    "--count-holds",
    type=click.Choice(["cancelled", "one_party"]),
    multiple=True,
    help="That count also numbers cancelled runs, or runs by one party. May be repeated.",
)
@click.option("--zone", type=TimeZone(), help="Time zone of its days, such as Asia/Damascus.")
@click.option("--unit", type=(str, str), metavar="ONE MANY", help="What is counted where single passages are not known: singular and plural, such as transit transits.")  # fmt: skip
@click.option("--target", type=(str, str), metavar="ONE MANY", help="What is attacked there: singular and plural, such as ship ships.  [default: the unit]")  # fmt: skip
@click.option("--counted-by", help="Who counts the unit, for the rates, such as “IMF PortWatch”.")
@click.option("--by", default="", help="Your name, stored with the release.")
@lake_option
def add_corridor(
    name: str,
    unit: tuple[str, str] | None,
    target: tuple[str, str] | None,
    counted_by: str | None,
    by: str,
    lake: Lake,
    **stated: Any,
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
        raise UsageError("--target needs --unit, since it names what is attacked where a unit is counted.")
    new = new_corridor.NewCorridor(name, counted=counted, **stated)
    release, found = new_corridor.add_corridor(lake, new, made_by=by)
    click.echo(f"Published {release.name} with corridor {name}; {found} known incidents lie on it.")


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
@click.option("--title", help="Title that pages show.")
@click.option("--party", "parties", multiple=True, help="A party that patrols it. Repeat the option for every party.")
@click.option("--zone", type=TimeZone(), help="Time zone of its days.")
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Your name, stored with the release.")
@lake_option
def change_corridor(
    name: str, route: Path | None, parties: tuple[str, ...], message: str, by: str, lake: Lake, **stated: Any
) -> None:
    """Publish a corridor of your own with another title, route, kilometres, parties or zone."""
    from etl.load.files import new_corridor  # only this command needs the map readers

    changes = {key: value for key, value in stated.items() if value is not None} | (
        {"parties": parties} if parties else {}
    )
    if not changes and not route:
        raise UsageError("Nothing to change: give --title, --route, --km-from, --km-to, --party or --zone.")
    release, found = new_corridor.change_corridor(lake, name, changes, route=route, message=message, made_by=by)
    click.echo(f"Published {release.name}: corridor {name} changed; {found} more known incidents lie on it.")


@corridor.command("remove", cls=Command, example="patrolwatch corridor remove m5 --message 'It was drawn twice'")
@click.argument("name")
@click.option(
    "--leave-incidents",
    is_flag=True,
    help="Remove it even if incidents lie on it. Each is then placed by its point.",
)
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Your name, stored with the release.")
@lake_option
def remove_corridor(name: str, leave_incidents: bool, message: str, by: str, lake: Lake) -> None:
    """Publish the release without a corridor of your own. Refused if patrols, suspensions or incidents are on it."""
    from etl.load.files import new_corridor  # only this command needs the map readers

    release, left = new_corridor.remove_corridor(
        lake, name, leave_incidents=leave_incidents, message=message, made_by=by
    )
    click.echo(f"Published {release.name} without the corridor {name}; {left} incidents were on it.")


@click.command(cls=Command, example="patrolwatch revert R5 --message 'The file of 3 May was the wrong one'")
@click.argument("number", metavar="RELEASE", type=ReleaseNumber())
@lake_option
@click.option("--message", default="", help="Why.")
@click.option("--by", default="", help="Your name, stored with the release.")
def revert(number: int, lake: Lake, message: str, by: str) -> None:
    """Publish a release again, as the newest. The releases after it stay; what was loaded since can be loaded again."""
    with lake.writing():
        release = lake.publish_again(lake.read_manifest(number), message=message, made_by=by)
    if not release:
        click.echo(f"Nothing new: the newest release already has the content of R{number}.")
        return
    click.echo(f"Published {release.name}: R{number} again.")
    if release.parent is None:
        return
    with suppress(ReleaseDamaged):  # often a release is reverted because the one before is damaged
        before = differences.compare_releases(lake, release.parent, release.number)
        click.echo(f"R{release.parent} to {release.name}: {before.describe_changes() or 'no difference'}.")


@click.command(cls=Command, example="patrolwatch delta")
@lake_option
def delta(lake: Lake) -> None:
    """Bring the Delta tables of the lake up to date, for Spark, Trino and others: version N of each table is release RN."""
    from etl.lake.storage.delta import write_versions  # only this command needs it

    newest = find_newest_release(lake)
    written = write_versions(lake)
    where = f"the Delta tables in {lake.root / DELTA}"
    if written:
        names = f"R{written[0]}" if len(written) == 1 else f"R{written[0]} to R{written[-1]}"
        click.echo(f"Added {names} to {where}.")
    else:
        click.echo(f"Nothing new: R{newest} is in {where}.")
