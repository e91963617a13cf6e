"""Commands that read releases: list, compare, verify and export them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click

from analysis.export import citation, cited_files, definitions
from analysis.links.codec import decode, find_release
from analysis.questions.changes import compare_all_headlines, describe_headline_change, make_json
from analysis.questions.holdings import find_near_duplicates, list_word_meanings, read_choices
from analysis.release import Release, open_release
from analysis.selection import Selection
from commands.arguments import (
    Command,
    ReleaseNumber,
    find_newest_release,
    json_option,
    lake_option,
    output_option,
    release_option,
)
from commands.output import print_json, write_output
from etl.errors import LakeUnusable, UsageError, make_printable
from etl.lake import Lake, Manifest
from etl.lake import diff as differences
from etl.lake.verify import find_remarks
from etl.tables.records import EXPOSURE, REVIEWED_TABLES, TABLES
from etl.tables.schema import join_columns


@click.command(cls=Command, example="patrolwatch near-duplicates --days 1 --km 5")
@lake_option
@release_option
@click.option("--days", type=click.IntRange(0, 31), default=1, show_default=True, help="Most days between the two.")
@click.option(
    "--km", type=click.FloatRange(0, 100), default=5, show_default=True, help="Most kilometres between the two."
)
@click.option("--corridor", help="Only incidents on this corridor.")
def near_duplicates(lake: Lake, number: int | None, days: int, km: float, corridor: str | None) -> None:
    """List pairs of incidents of two feeds that may be the same. Nothing is merged: a person decides."""
    release = open_release(lake, find_newest_release(lake) if number is None else number)
    pairs = find_near_duplicates(release, days=days, km=km, corridor=corridor).to_pylist()
    for pair in pairs:
        line = (
            f"{pair['date']} {pair['kind']} {pair['incident_id']} – {pair['other_date']} {pair['other_kind']} {pair['other_id']}: "
            f"{pair['days_apart']} days, {pair['km_apart']:.1f} km apart"
        )
        click.echo(make_printable(line))
    click.echo(
        f"{len(pairs)} pairs of incidents of two feeds, with known day and point, within {days} days and {km:g} km."
    )


@click.command(cls=Command, example="patrolwatch releases")
@lake_option
def releases(lake: Lake) -> None:
    """List the releases, oldest first, with the words that were mapped for each. Exit code 5: one of them is damaged."""
    is_damaged = False
    for number in lake.list_numbers():
        try:
            manifest = lake.read_manifest(number)
        except LakeUnusable as error:
            click.echo(str(error), err=True)
            is_damaged = True
            continue
        held = {name: manifest.tables[name].rows for name in REVIEWED_TABLES if name in manifest.tables}
        rows = ", ".join(f"{count} {name}" for name, count in held.items() if count or name != EXPOSURE.name)
        by = f" by {manifest.made_by}" if manifest.made_by else ""
        line = f"{manifest.name}  {manifest.made_at}{by}  {rows}  {manifest.content_hash[:12]}  {manifest.message}"
        click.echo(make_printable(line))
        for words in _describe_words(lake, manifest):
            click.echo(make_printable(words))
    for remark in find_remarks(lake):
        click.echo(make_printable(remark))
    if not lake.list_numbers():
        click.echo("There is no release yet. Run: patrolwatch build")
    if is_damaged:
        sys.exit(LakeUnusable.exit_code)


def _describe_words(lake: Lake, manifest: Manifest) -> Iterator[str]:
    """List the words that users gave a meaning for the loads of a release."""
    if "word_meanings" in manifest.tables and manifest.tables["word_meanings"].rows:
        for word in list_word_meanings(open_release(lake, manifest.number)).to_pylist():
            if word["load_id"].startswith(f"{manifest.name}/"):
                yield f"    {word['feed']}: {word['column']} “{word['word']}” is {word['meaning']}"


@click.command(cls=Command, example="patrolwatch diff R1 R2")
@click.argument("before", type=ReleaseNumber())
@click.argument("after", type=ReleaseNumber())
@lake_option
@json_option
def diff(before: int, after: int, lake: Lake, as_json: bool) -> None:
    """Show what changed between two releases: added, changed field by field, withdrawn; and what that did to the headline of
    each corridor."""
    difference = differences.compare_releases(lake, before, after)
    headlines = compare_all_headlines(open_release(lake, before), open_release(lake, after))
    if as_json:
        answer = {
            "before": f"R{before}",
            "after": f"R{after}",
            "counts": difference.counts.to_pylist(),
            "changes": difference.changes.to_pylist(),
            "headlines": [make_json(change) for change in headlines],
        }
        print_json(answer)
        return
    for change in difference.rows():
        field = f" {change.field}: {change.before or '(empty)'} → {change.after or '(empty)'}" if change.field else ""
        click.echo(
            make_printable(f"{differences.describe_change_kind(change.kind):9} {change.table} {change.record}{field}")
        )
    click.echo(f"R{before} to R{after}: {difference.describe_changes() or 'no difference'}.")
    for headline in headlines:
        click.echo(make_printable(f"{headline.selection.corridor}: {describe_headline_change(headline)}"))


@click.command(cls=Command, example="patrolwatch brief grain=week from=2020-07-01 --output briefing.html")
@click.argument("choices", nargs=-1)
@lake_option
@output_option
def brief(choices: tuple[str, ...], lake: Lake, output: Path | None) -> None:
    """Write a briefing: one HTML file with headline, figure, table, caveats, method and citation.

    CHOICES are those of the Timeline as its address has them, one by one (`grain=week`) or as a whole link. What is not
    chosen is as on a page opened anew. The same release and choices give the same bytes, here and on the page.
    """
    from views.briefing import page as briefing  # only this command needs it

    release, selection = open_choices(choices, lake)
    write_output(briefing.write_briefing(release, selection), output, f"Briefing on R{release.number} in")


@click.command(cls=Command, example="patrolwatch page grain=week from=2020-07-01 --output m4.html")
@click.argument("choices", nargs=-1)
@lake_option
@output_option
def page(choices: tuple[str, ...], lake: Lake, output: Path | None) -> None:
    """Write a page that a colleague can open offline: headline, figure to zoom in, records with search and CSV, caveats.

    CHOICES are those of the Timeline, as for `brief`. The same release and choices give the same bytes, here and on the page.
    """
    from views.page_file.page import write_page  # only this command needs it

    release, selection = open_choices(choices, lake)
    write_output(write_page(release, selection), output, f"Page of R{release.number} in")


@click.command(cls=Command, example="patrolwatch site public")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@lake_option
@release_option
def site(folder: Path, lake: Lake, number: int | None) -> None:
    """Write a folder for any static host: a page for each corridor, an index, and the records as CSV and Parquet.

    DIR is made, or replaced where it holds such a folder already. The same release gives the same bytes.
    """
    from views.page_file.site import write_site  # only this command needs it

    release = open_release(lake, find_newest_release(lake) if number is None else number)
    written = write_site(release, folder)
    click.echo(f"{written} files of {release.manifest.name} in {folder}", err=True)


def open_choices(choices: tuple[str, ...], lake: Lake) -> tuple[Release, Selection]:
    """Open the release that CHOICES name, and return it with the selection. Raises UsageError."""
    find_newest_release(lake)
    values = parse_qs("&".join(urlsplit(choice).query or choice for choice in choices), keep_blank_values=True)
    number, refused = find_release(values, lake.list_numbers())
    release = open_release(lake, number)
    selection, more = decode(values, read_choices(release))
    refused += map(str, more)
    if refused:
        raise UsageError("\n".join(refused))
    return release, selection


@click.command(cls=Command, example="patrolwatch verify")
@lake_option
def verify(lake: Lake) -> None:
    """Check every manifest and part against its checksum."""
    troubles = lake.verify()
    for trouble in troubles:
        click.echo(trouble, err=True)
    for remark in find_remarks(lake):
        click.echo(remark)
    if troubles:
        sys.exit(5)
    click.echo(f"{len(lake.list_numbers())} releases, all as published.")


@click.command(cls=Command, example="patrolwatch export patrols --release R1 --format csv -o patrols.csv")
@click.argument("table", type=click.Choice(list(TABLES)))
@lake_option
@release_option
@click.option("--format", "format", type=click.Choice(list(cited_files.FORMATS)), default="csv", show_default=True)
@output_option
def export(table: str, lake: Lake, number: int | None, format: str, output: Path | None) -> None:
    """Write the records of a table that stand in a release. All but the bare CSV say in the file what they are."""
    number = find_newest_release(lake) if number is None else number
    release = open_release(lake, number)
    key = ", ".join(f'"{name}"' for name in TABLES[table].key)
    more = ", corrected" if table in REVIEWED_TABLES else ""
    rows = release.query(f"SELECT {join_columns(TABLES[table])}{more} FROM {table} ORDER BY {key}")  # noqa: S608 - declared names
    meanings = definitions.define_table(TABLES[table])
    cited = cited_files.Cited(rows, table, f"Table {table}", meanings, citation.cite_table(release, table))
    write_output(cited_files.write(cited, format), output, f"{rows.num_rows} {table} of R{number} in")
