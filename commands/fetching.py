"""Commands that ask the servers of feeds."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.arguments import Command, json_option, lake_option
from commands.output import print_json, print_step
from etl.errors import FetchFailed, PatrolwatchError, UsageError, describe_in_full
from etl.fetch.hosts import HOSTS, OTHER_SERVER
from etl.fetch.question import Question
from etl.fetch.schedule import read_jobs
from etl.lake import Lake

if TYPE_CHECKING:
    from commands.notices import Rule

LEAST_SECONDS = 60.0  # between two checks of the schedule


server_option = click.option(
    "--server", envvar=OTHER_SERVER, metavar="URL", help="Address of the service, if not the public one."
)


@click.command(cls=Command, example="patrolwatch fetch ucdp_candidate --country Syria --corridor m4")
@click.argument("feed", type=click.Choice(list(HOSTS)))
@lake_option
@click.option(
    "--since",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only events since this day; for GDELT, only files since then.",
)
@click.option("--country", "--chokepoint", "countries", multiple=True, help="Only this country, or for PortWatch this chokepoint, as the service names it (GDELT: its FIPS code). May be repeated.")  # fmt: skip
@click.option(
    "--corridor",
    "corridors",
    multiple=True,
    help="Publish only records on this corridor; for PortWatch, the corridor of the chokepoint. May be repeated.",
)
@server_option
@click.option("--by", default="", help="Your name, stored with the release.")
@json_option
def fetch(
    feed: str,
    lake: Lake,
    since: datetime | None,
    countries: tuple[str, ...],
    corridors: tuple[str, ...],
    server: str | None,
    by: str,
    as_json: bool,
) -> None:
    """Ask the server of a feed for what changed since the last time, and publish it as one new release.

    Keys are read from the environment or the keyring: ACLED_USERNAME and ACLED_PASSWORD, UCDP_TOKEN, HAPI_APP_IDENTIFIER. Exit code 6: the service did not answer in full. The next fetch continues from the last that succeeded.
    """
    from etl.fetch import run  # only this command needs it

    question = Question(since.date() if since else None, countries, corridors)
    outcome = run.fetch(lake, feed, question, server=server, made_by=by, progress=print_step)
    if as_json:
        print_json(
            (outcome.loaded.as_dict() if outcome.loaded else {"release": None, "files": []}) | {"notes": outcome.notes}
        )
        return
    for line in outcome.format_lines():
        click.echo(line)


@click.command(cls=Command, example="patrolwatch watch watch.toml --once")
@click.argument("schedule", type=click.Path(path_type=Path))
@lake_option
@click.option("--once", is_flag=True, help="Fetch what is due now, then stop; for use with a timer.")
@server_option
def watch(schedule: Path, lake: Lake, once: bool, server: str | None) -> None:
    """Fetch by a SCHEDULE, a file of TOML, publish only what changed, and send the notices that its rules ask for.

    Exit code 6: a question failed five times in a row and is not asked again until you fetch it by hand, or with --once a notice did not arrive. Without --once the other questions continue, and the command ends when none is left.
    """
    from commands import notices  # only this command and `notify` need it
    from etl.fetch import watching

    jobs, rules, reported = read_jobs(schedule), notices.read_rules(schedule), set[str]()
    while True:
        found = watching.run_due(lake, jobs, datetime.now(UTC), click.echo, server)
        have_arrived = not rules or not lake.list_numbers() or _send_news(lake, rules)
        for sentence in set(found.stopped) - reported:
            click.echo(sentence, err=True)
        reported = set(found.stopped)
        if found.next_due is None or (once and (found.stopped or not have_arrived)):
            sys.exit(FetchFailed.exit_code)
        if once:
            return
        next_round = found.next_due if have_arrived else min(found.next_due, datetime.now(UTC) + watching.RETRY)
        time.sleep(max((next_round - datetime.now(UTC)).total_seconds(), LEAST_SECONDS))


def _send_news(lake: Lake, rules: "list[Rule]") -> bool:
    """Send the notices of a round, and return whether all arrived."""
    from commands import notices

    try:
        notices.send_news(lake, rules, click.echo)
    except UsageError:
        raise
    except PatrolwatchError as failed:
        click.echo(describe_in_full(failed), err=True)
        return False
    return True


@click.command(cls=Command, example="patrolwatch notify watch.toml")
@click.argument("schedule", type=click.Path(path_type=Path))
@lake_option
def notify(schedule: Path, lake: Lake) -> None:
    """Send the notices that the rules of a SCHEDULE ask for: new attacks, new suspensions, a headline that changed.

    Without a rule nothing is sent. The first call only notes the newest release, and notices start with the next one. Exit code 6: a notice did not arrive.
    """
    from commands import notices  # only this command and `watch` need it

    rules = notices.read_rules(schedule)
    if not rules:
        raise UsageError(f"{schedule.name} has no [[notify]], so there is no notice to send.")
    notices.send_news(lake, rules, click.echo)
