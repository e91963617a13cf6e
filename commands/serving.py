"""The command that serves the dashboard to others."""

import os
import socket
import sys
from collections.abc import Collection
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click
import segno

from analysis.export.terms import RESTRICTED_FEEDS, TERMS_MET
from commands.arguments import Command, lake_option
from etl import paths
from etl.errors import UsageError
from etl.lake import Lake
from views.server.access.settings import CALLBACK, Login, read_login
from views.server.protection.other_sites import EMBED_ON, READ_FROM, check_origin
from views.server.public_url import PUBLIC_URL, check_public_url

THIS_COMPUTER, EVERY_ADDRESS = "127.0.0.1", "0.0.0.0"  # noqa: S104 - said by --lan alone


class PublicUrl(click.ParamType[str]):
    """The server's address behind a proxy, written `https://host` or `https://host/path`."""

    name = "url"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return check_public_url(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


@click.command(cls=Command, example="patrolwatch serve --lan --open")
@click.option("--lan", is_flag=True, help="Also answer other computers on this network.")
@click.option("--public-url", type=PublicUrl(), help="Address that others open, if the server is behind a proxy.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8501, show_default=True, help="Port to listen on.")
@click.option("--open", "is_open", is_flag=True, help="Let everyone who can reach the address read everything.")
@click.option(
    "--terms-met",
    multiple=True,
    envvar=TERMS_MET,
    metavar="FEED",
    type=click.Choice(sorted(RESTRICTED_FEEDS)),
    help="Show others the records of this feed, because your agreement allows it. May be repeated.",
)
@click.option(
    "--embed-on",
    multiple=True,
    envvar=EMBED_ON,
    metavar="SITE",
    help="Let pages of this site, https://host, show figures in a frame. May be repeated.",
)
@click.option(
    "--read-from",
    multiple=True,
    envvar=READ_FROM,
    metavar="SITE",
    help="Let scripts on pages of this site read the data. May be repeated.",
)
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    envvar="PATROLWATCH_SETTINGS",
    default=paths.CHECKOUT / ".streamlit" / "secrets.toml",
    show_default=".streamlit/secrets.toml of the checkout, if there is one",
    help="File that says who may log in.",
)
@lake_option
def serve(
    lan: bool,
    public_url: str | None,
    port: int,
    is_open: bool,
    terms_met: tuple[str, ...],
    embed_on: tuple[str, ...],
    read_from: tuple[str, ...],
    settings: Path,
    lake: Lake,
) -> None:
    """Serve the dashboard, and print the address to send.

    Without --lan or --public-url it answers this computer alone, as `streamlit run dashboard.py` does. Anything wider needs a
    login in the settings (docs/hosting.md), or --open.
    """
    if lan and public_url:
        raise UsageError("Give either --lan or --public-url: behind a proxy, the server answers only the proxy.")
    address, names = name_server(lan, public_url, port)
    login = read_login([settings])
    check_login(login, address, is_wider=lan or bool(public_url), is_open=is_open)
    if (lan or public_url or login) and (feeds := list_withheld(lake, terms_met)):
        click.echo(
            f"Others see only totals of {' and '.join(feeds)}, because the terms forbid republishing the records. If your "
            f"agreement allows it, add {' '.join(f'--terms-met {feed}' for feed in feeds)}."
        )
    click.echo(f"Serving {lake.address} at {address}")
    if (lan or public_url) and sys.stdout.isatty():  # a QR code is useless in the log of a service
        segno.make(address, micro=False).terminal(compact=True)
    chosen = {
        "secrets.files": str(settings.absolute()),
        "server.address": EVERY_ADDRESS if lan else THIS_COMPUTER,
        "server.port": str(port),
        "server.baseUrlPath": urlsplit(public_url).path.strip("/") if public_url else "",
    }
    options = [f"--{name}={value}" for name, value in chosen.items()]
    options += [f"--server.allowedHosts={name}" for name in names]
    if login and embed_on:
        raise UsageError(
            "Browsers send no login from a frame on another site, so a server with a login cannot be embedded."
        )
    os.environ[EMBED_ON], os.environ[READ_FROM] = (
        " ".join(map(check_origin, sites)) for sites in (embed_on, read_from)
    )
    os.environ[TERMS_MET] = " ".join(terms_met)
    os.environ["PATROLWATCH_LAKE"] = lake.address if lake.objects else str(lake.root.absolute())
    if public_url:
        os.environ[PUBLIC_URL] = public_url
    sys.stdout.flush()
    os.chdir(paths.CHECKOUT)  # Streamlit reads its settings there
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", *options]
    os.execv(sys.executable, command)  # noqa: S606 - this very interpreter, without a shell


def check_login(login: Login | None, address: str, *, is_wider: bool, is_open: bool) -> None:
    """Raise UsageError if everybody would be let in unintentionally, or the login would not return to this address."""
    if login and is_open:
        raise UsageError("The settings ask for a login, but --open lets everyone read: choose one of the two.")
    if is_wider and not login and not is_open:
        raise UsageError(
            "Anyone who reaches that address could read everything, so nothing is served. Set up a login (docs/hosting.md), or "
            "add --open if everyone may read."
        )
    if login and login.redirect_uri != address + CALLBACK:
        raise UsageError(f"The redirect_uri in the settings is {login.redirect_uri}, but must be {address}{CALLBACK}.")


def list_withheld(lake: Lake, terms_met: Collection[str]) -> list[str]:
    """List the feeds of the lake whose records are withheld from others."""
    feeds = {
        part.feed
        for number in lake.list_numbers()
        for table in lake.read_manifest(number).tables.values()
        for part in table.parts
    }
    return sorted(feeds & RESTRICTED_FEEDS - set(terms_met))


def name_server(lan: bool, public_url: str | None, port: int) -> tuple[str, list[str]]:
    """Return the public address, and the host names under which the server may be requested. Raises UsageError."""
    own = [THIS_COMPUTER, "localhost"]
    if public_url:
        return public_url, [urlsplit(public_url).hostname or "", *own]
    if lan:
        host = find_own_address()
        return f"http://{host}:{port}", [host, socket.gethostname(), *own]
    return f"http://localhost:{port}", own


def find_own_address() -> str:
    """Return the address of this computer on its network. Raises UsageError if it is on none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only shows which own address would be used.
            probe.connect(("192.0.2.1", 9))
            own: str = probe.getsockname()[0]
        except OSError:
            own = THIS_COMPUTER
    if ip_address(own).is_loopback:
        raise UsageError("This computer is not on a network through which others could reach it.")
    return own
