"""Commands for editors: list what is open, decide on records, undo decisions. Each decision publishes a release."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

import click

from analysis.questions.changes import describe_headline_change, make_json
from analysis.questions.holdings import list_corridors
from analysis.questions.records.review import (
    Disagreement,
    Pair,
    find_duplicates,
    list_disagreements,
    list_entries,
)
from analysis.questions.records.review.effects import compare_headlines_of
from analysis.release import open_release
from commands.arguments import Command, find_newest_release, json_option, lake_option, release_option
from commands.output import print_json
from etl.errors import UsageError, make_printable
from etl.lake import Lake
from etl.review.entries import Entry
from etl.review.publish import DecisionRequest, describe_entry
from etl.review.publish import review as publish_entries
from etl.tables.records import TABLES


@click.group()
def review() -> None:
    """Link, correct or withdraw records. Another entry can undo each decision."""


def add_signing_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every decision needs."""
    for option in (
        json_option,
        lake_option,
        click.option("--message", default="", help="Message of the release.  [default: the decision and its reason]"),
        click.option("--reason", required=True, help="Reason for the decision."),
        click.option("--by", required=True, help="Who decides."),
    ):
        command = option(command)
    return command


@review.command("list", cls=Command, example="patrolwatch review list --corridor m4")
@click.option("--corridor", help="Only records on this corridor.")
@click.option("--days", type=click.IntRange(0, 31), default=1, show_default=True,
              help="Most days between two records of different feeds.")  # fmt: skip
@lake_option
@release_option
@json_option
def list_open(corridor: str | None, days: int, lake: Lake, number: int | None, as_json: bool) -> None:
    """List records that may be one event, claims that disagree with their record, and all entries."""
    release = open_release(lake, find_newest_release(lake) if number is None else number)
    if corridor is not None and corridor not in (known := list_corridors(release)):
        raise UsageError(f"{release.manifest.name} has no corridor {corridor}. It has: {', '.join(sorted(known))}.")
    pairs, total = find_duplicates(release, days=days, corridor=corridor)
    claims, entries = list_disagreements(release, corridor), list_entries(release)
    if as_json:
        print_json(
            {"duplicates": list(map(asdict, pairs)), "disagreements": list(map(asdict, claims)), "entries": entries}
        )
        return
    lines = [*map(_describe_pair, pairs), f"{total:,} pairs of records that may be one event."]
    lines += [*map(_describe_disagreement, claims), f"{len(claims):,} fields where claims disagree with the record."]
    lines += [*map(_describe_entry, entries), f"{len(entries):,} entries."]
    for line in lines:
        click.echo(make_printable(line))


def _describe_pair(pair: Pair) -> str:
    near = f", {pair.km_apart:.1f} km apart" if pair.km_apart is not None else ""
    text = ", the same text" if pair.is_same_text else ""
    differ = f"; they differ in {', '.join(pair.differing)}" if pair.differing else ""
    table = TABLES[pair.table]
    ids = " – ".join(each[table.id_column] for each in (pair.one, pair.other))
    what = pair.one.get("kind") or pair.table.removesuffix("s")
    return f"{ids}: {pair.one[table.day]} {what}, {pair.days_apart} days apart{near}{text}{differ}"


def _describe_disagreement(found: Disagreement) -> str:
    others = "; ".join(f"{claim['claimed_by_side']}: {claim['value']}" for claim in found.claims if not claim["agrees"])
    return f"{found.record_id} {found.field}: {found.chosen or 'unknown'}, but {others}"


def _describe_entry(row: dict[str, Any]) -> str:
    sentence = describe_entry(Entry(**{field.name: row[field.name] for field in fields(Entry) if field.name in row}))
    state = f" (undone by {row['undone_by']})" if row["undone_by"] else ""
    if row["standing"] == "feed_changed":
        state = f" (the feed now says {row['stated_now'] or 'unknown'}; the entry says {row['value'] or 'unknown'})"
    elif row["standing"] == "feed_agrees":
        state = " (the feed now says the same)"
    elif row["standing"] == "gone":
        state = " (its record is gone from its feed)"
    return f"{row['entry']}  {row['made_on']}  {row['author']}: {sentence}: {row['reason']}{state}"


@review.command(
    "link", cls=Command, example="patrolwatch review link acled:SYR1 M4-I07 --by Ana --reason 'The same report'"
)
@click.argument("one")
@click.argument("other")
@add_signing_options
def link(one: str, other: str, **options: Any) -> None:
    """Link two incidents, patrols or suspensions as one event. ONE keeps its values; what only OTHER says is added. Each feed counts the event once."""
    _decide(DecisionRequest("link", one, other), **options)


@review.command("keep-apart", cls=Command, example="patrolwatch review keep-apart I1 I2 --by Ana --reason 'Two bombs'")
@click.argument("one")
@click.argument("other")
@add_signing_options
def keep_apart(one: str, other: str, **options: Any) -> None:
    """Keep two records apart as two events, and do not propose them again."""
    _decide(DecisionRequest("keep_apart", one, other), **options)


@review.command(
    "correct", cls=Command, example="patrolwatch review correct M4-I07 kind=rocket --by Ana --reason 'Ministry, 3 May'"
)
@click.argument("record")
@click.argument("values", nargs=-1, required=True, metavar="COLUMN=VALUE...")
@add_signing_options
def correct(record: str, values: tuple[str, ...], **options: Any) -> None:
    """Correct columns of a record. Nothing after = makes a column unknown."""
    pairs = [value.partition("=") for value in values]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise UsageError(f"“{wrong[0]}” is not COLUMN=VALUE, such as kind=rocket.")
    changes = {name.strip(): value or None for name, _, value in pairs}
    if len(changes) < len(pairs):
        raise UsageError("A column is given twice. Give one value for each column.")
    _decide(DecisionRequest("change", record, values=changes), **options)


@review.command(
    "withdraw", cls=Command, example="patrolwatch review withdraw M4-I07 --by Ana --reason 'The outlet retracted it'"
)
@click.argument("record")
@add_signing_options
def withdraw(record: str, **options: Any) -> None:
    """Withdraw a record: it enters no number, and its history stays."""
    _decide(DecisionRequest("withdraw", record), **options)


@review.command("undo", cls=Command, example="patrolwatch review undo 3 --by Ana --reason 'It was the other patrol'")
@click.argument("entry", type=click.IntRange(1))
@add_signing_options
def undo(entry: int, **options: Any) -> None:
    """Undo an entry. To bring it back, undo the new entry."""
    _decide(DecisionRequest("undo", undoes=entry), **options)


def _decide(request: DecisionRequest, lake: Lake, by: str, reason: str, message: str, as_json: bool) -> None:
    """Publish a decision, and say what it did to the headline of each corridor that it changed."""
    release, entries = publish_entries(lake, request, author=by, reason=reason, message=message)
    headlines = compare_headlines_of(
        open_release(lake, release.number - 1), open_release(lake, release.number), entries
    )
    if as_json:
        answer = {"release": release.name, "message": release.message, "entries": [asdict(entry) for entry in entries]}
        print_json(answer | {"headlines": [make_json(change) for change in headlines]})
        return
    numbers = ", ".join(str(entry.entry) for entry in entries)
    click.echo(make_printable(f"Published {release.name} with entry {numbers}: {release.message}"))
    from views.sections.add.words import describe_share  # only this command needs it

    for change in headlines:
        click.echo(make_printable(describe_share(change, change.selection.corridor)))
        click.echo(make_printable(f"{change.selection.feed}: {describe_headline_change(change)}"))
