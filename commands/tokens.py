"""Commands for the tokens by which programs read the data of a server with a login."""

from dataclasses import asdict

import click

from commands.arguments import Command, json_option, lake_option
from commands.output import print_json
from etl.lake import Lake
from views.server.access.tokens import Tokens


@click.group()
def token() -> None:
    """Make, list and revoke tokens for programs."""


@token.command(cls=Command, example="patrolwatch token add newsroom --days 90")
@click.argument("name")
@click.option("--role", type=click.Choice(["reader"]), default="reader", show_default=True, help="What it may do.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="How many days it is valid.")
@lake_option
def add(name: str, role: str, days: int, lake: Lake) -> None:
    """Make a token, and show it once: the lake keeps only its hash."""
    made, text = Tokens(lake.root).add(name, role, days)
    click.echo(f"The token “{name}” is valid until {made.expires_at[:10]}. It will not be shown again:", err=True)
    click.echo(text)


@token.command("list", cls=Command, example="patrolwatch token list")
@json_option
@lake_option
def list_tokens(as_json: bool, lake: Lake) -> None:
    """List all tokens that were made, the oldest first."""
    tokens = Tokens(lake.root).read()
    if as_json:
        # Omit the hash, which is of no use.
        print_json([{name: value for name, value in asdict(found).items() if name != "sha256"} for found in tokens])
        return
    for found in tokens:
        click.echo(f"{found.name}  {found.role}  made {found.made_at[:10]}  {found.describe_state()}")


@token.command(cls=Command, example="patrolwatch token revoke newsroom")
@click.argument("name")
@lake_option
def revoke(name: str, lake: Lake) -> None:
    """Revoke a token at once, on every server of this lake."""
    Tokens(lake.root).revoke(name)
    click.echo(f"The token “{name}” is revoked.", err=True)
