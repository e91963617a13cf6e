"""The door for the terminal: `python patrolwatch.py COMMAND`. Each command lives in `commands/`."""

import click

from commands import fetching, proposing, publishing, reading, reviewing, serving, tokens
from commands.output import protect_terminal
from etl import VERSION, temporary


@click.group()
@click.version_option(VERSION, prog_name="patrolwatch")
@click.pass_context
def main(context: click.Context) -> None:
    """Patrolwatch: publish, compare, verify and export releases of records on corridors."""
    protect_terminal()
    context.with_resource(temporary.gather())


for command in (
    publishing.build,
    publishing.load,
    fetching.fetch,
    fetching.watch,
    fetching.notify,
    publishing.template,
    publishing.corridor,
    publishing.revert,
    proposing.propose,
    reviewing.review,
    reading.near_duplicates,
    reading.releases,
    reading.diff,
    reading.brief,
    reading.page,
    reading.site,
    serving.serve,
    tokens.token,
    reading.verify,
    reading.export,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
