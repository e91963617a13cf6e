"""Entry point for terminals: `python patrolwatch.py COMMAND`. The commands are in `commands/`."""

import click

from commands.group import Commands
from commands.output import protect_terminal
from etl import VERSION, temporary

MODULES = {
    "build": "publishing",
    "load": "loading",
    "fetch": "fetching",
    "watch": "fetching",
    "notify": "fetching",
    "template": "publishing",
    "corridor": "publishing",
    "revert": "publishing",
    "propose": "proposing",
    "review": "reviewing",
    "near-duplicates": "reading",
    "releases": "reading",
    "diff": "reading",
    "brief": "reading",
    "page": "reading",
    "site": "reading",
    "serve": "serving",
    "token": "tokens",
    "verify": "reading",
    "export": "reading",
    "delta": "publishing",
}


@click.group(cls=Commands, modules=MODULES)
@click.version_option(VERSION, prog_name="patrolwatch")
@click.pass_context
def main(context: click.Context) -> None:
    """Patrolwatch: publish, compare, verify and export releases of records on corridors."""
    protect_terminal()
    context.with_resource(temporary.gather())


if __name__ == "__main__":
    main()
