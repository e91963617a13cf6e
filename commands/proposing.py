"""The command that proposes records from a report. It writes nothing."""

import sys
from datetime import datetime
from pathlib import Path

import click

from commands.arguments import Command
from commands.output import print_json
from etl import paths
from etl.feeds.articles.language.texts import decode_article, read_article
from etl.feeds.articles.places import KnownCorridor, list_known_corridors
from etl.feeds.articles.proposals import propose as propose_records
from etl.feeds.articles.reading import Report
from etl.lake import Lake


@click.command(cls=Command, example="patrolwatch propose report.txt --published 2020-08-25 --publisher SOFREP")
@click.argument("report", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="Day of the report. Without it and without a day that a web page states, only days written with their year are resolved.")  # fmt: skip
@click.option("--publisher", help="Who published it.")
@click.option("--title", help="Its headline, if the text does not begin with it.")
@click.option("--url", "--source-url", "url", help="Its address.")
@click.option("--lake", "address", envvar="PATROLWATCH_LAKE", default=paths.find_default_lake, show_default="data/lake of the checkout", help="Folder of the lake, for the names of its corridors.")  # fmt: skip
@click.option(
    "--left-out", "lists_left_out", is_flag=True, help="Also list on standard error what is not proposed, and why."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON (always on).")
def propose(
    report: Path, published: datetime | None, publisher: str | None, title: str | None, url: str | None, address: str, lists_left_out: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Print as JSON the records that a person may add from a report. Nothing is written.

    REPORT is a text, a web page, a PDF or a Word document, or - for standard input. Each record quotes the words of the report on which it rests.
    """
    is_piped = str(report) == "-"
    article = decode_article(sys.stdin.buffer.read(), "standard input") if is_piped else read_article(report)
    day = published.date() if published else article.published
    read = Report(article.text, day, publisher or article.publisher, title or article.title)
    proposals = propose_records(read, list_corridors(address))
    if not published and day:
        click.echo(
            f"The web page states that it was published on {day}. Days such as “Tuesday” are counted from it.", err=True
        )
    if article.words_left_out:
        click.echo(f"Left out of the web page: {article.words_left_out:,} words outside its article.", err=True)
    print_json(proposals.records)
    for each in proposals.left_out if lists_left_out else ():
        click.echo(f"Left out: {each}", err=True)


def list_corridors(address: str) -> list[KnownCorridor]:
    """List the corridors of the newest release, if there is one."""
    lake = Lake(address)
    if not lake.list_numbers():
        return []
    from analysis.questions import holdings  # only needed if there is a release
    from analysis.release import open_release

    corridors = holdings.list_corridors(open_release(lake, lake.list_numbers()[-1]))
    return list_known_corridors({name: title for name, (title, _) in corridors.items()})
