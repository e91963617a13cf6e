"""GDELT 2.0: event files published every 15 minutes, found in its lists and checked against their MD5.

Follows the public documentation (gdeltproject.org/data.html and its codebook). Never tested against the service itself, see
docs/fetching.md.
"""

import hashlib
import io
import re
import zipfile
import zlib
from datetime import date, datetime, timedelta
from typing import NamedTuple

from etl.errors import FetchFailed
from etl.fetch.hosts import HOSTS
from etl.fetch.services.client import AGAIN, CHANGED, Client, NotThere
from etl.fetch.services.service import Answer, Asking, Service

HOST = HOSTS["gdelt"]
LATEST, ALL = "/gdeltv2/lastupdate.txt", "/gdeltv2/masterfilelist.txt"
LISTED = re.compile(r"(\d+) ([0-9a-f]{32}) \S+/(\d{14})\.export\.CSV\.zip", re.IGNORECASE)
QUARTER = timedelta(minutes=15)
FILES_AT_ONCE = 672  # a week
MOST_BYTES_OF_LIST, MOST_BYTES_OF_TABLE = 100_000, 200_000_000
COUNTRY = 53  # position of ActionGeo_CountryCode in a row
COLUMNS = 61
FILES_NAMED = 5


class Listed(NamedTuple):
    """A listed file: its size in bytes, its MD5, and the time (UTC) in its name."""

    size: int
    md5: str
    stamp: str

    @property
    def path(self) -> str:
        """The path on the server, whatever host the list gives."""
        return f"/gdeltv2/{self.stamp}.export.CSV.zip"


def open_client(server: str) -> Client:
    """Open GDELT, which needs no key."""
    return Client(HOST.title, server)


def ask(asking: Asking) -> Answer:
    """Ask for the files since the cursor or the given day, or otherwise for the newest one, as one table."""
    client, last = asking.client, asking.cursor.get("last")
    newest = _read_list(client.get(LATEST, most_bytes=MOST_BYTES_OF_LIST).decode(errors="replace").splitlines())
    if not newest:
        raise client.fail(LATEST, "lists no file of events", CHANGED)
    try:
        wanted = _list_wanted(client, newest[-1], last, asking.question.since)
    except ValueError:
        raise client.fail(LATEST, "gives no time for its newest file", CHANGED) from None
    answer = Answer({"last": wanted[-1].stamp if wanted else last})
    if not wanted:
        return answer
    if len(wanted) > FILES_AT_ONCE:
        answer.notes.append(
            f"The first {FILES_AT_ONCE} of {len(wanted):,} files were asked for: fetch again for the next."
        )
        wanted = wanted[:FILES_AT_ONCE]
    _read_files(asking, wanted, answer)
    return answer


def _list_wanted(client: Client, newest: Listed, last: str | None, since: date | None) -> list[Listed]:
    """List the files after the last one, oldest first. The full list is long, and only read if more than one is missing."""
    if last and newest.stamp <= last:
        return []
    if (not last and not since) or (last and _read_stamp(newest.stamp) - _read_stamp(last) <= QUARTER):
        return [newest]
    after = last or f"{since:%Y%m%d}"
    lines = client.get_lines(ALL, lambda line: ".export." in line and line.rpartition("/")[2] > after)
    found = {each.stamp: each for each in (*_read_list(lines), newest)}
    return [found[stamp] for stamp in sorted(found) if after < stamp <= newest.stamp]


def _read_list(lines: list[str]) -> list[Listed]:
    found = (LISTED.fullmatch(line.strip()) for line in lines)
    return sorted(
        (Listed(int(each[1]), each[2].lower(), each[3]) for each in found if each), key=lambda each: each.stamp
    )


def _read_stamp(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S")


def _read_files(asking: Asking, wanted: list[Listed], answer: Answer) -> None:
    """Combine the rows of files into one table. If a file is unavailable, the answer ends before it and says why."""
    table = asking.folder / f"gdelt-{wanted[0].stamp}-{wanted[-1].stamp}.csv"
    countries = {country.upper() for country in asking.question.countries}
    missing, rows, kept, last = [], 0, 0, asking.cursor.get("last")
    with table.open("wb") as file:
        for number, listed in enumerate(wanted, start=1):
            asking.progress(f"Asking GDELT for file {number} of {len(wanted)}")
            try:
                lines = _read_rows(asking.client, listed)
            except NotThere:
                missing.append(listed.stamp)
                lines = []
            except FetchFailed as failed:
                answer.stopped = failed
                break
            chosen = [line for line in lines if not countries or _name_country(line) in countries]
            file.writelines(line + b"\n" for line in chosen)
            rows, kept, last = rows + len(lines), kept + len(chosen), listed.stamp
    answer.cursor = {"last": last}
    if kept:
        answer.files, answer.rows = [table], kept
    if kept < rows:
        answer.notes.append(f"{kept:,} of {rows:,} events are of the countries asked for; the others were skipped.")
    if missing:
        named = ", ".join(missing[:FILES_NAMED]) + (", …" if len(missing) > FILES_NAMED else "")
        answer.notes.append(
            f"GDELT lists files that are not there ({len(missing)}: {named}), so their events are missing."
        )


def _read_rows(client: Client, listed: Listed) -> list[bytes]:
    """Read the rows of a file after checking its size and MD5 against the list. Raises FetchFailed."""
    data = client.get(listed.path, most_bytes=min(listed.size, MOST_BYTES_OF_TABLE))
    if len(data) != listed.size or hashlib.md5(data, usedforsecurity=False).hexdigest() != listed.md5:
        raise client.fail(listed.path, "sent a file that differs from its list (in size or MD5)", AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (member,) = archive.infolist()
            if member.file_size > MOST_BYTES_OF_TABLE:
                raise client.fail(listed.path, "sent a file far larger than any before", CHANGED)
            lines = archive.read(member).splitlines()
    # zipfile raises these for a file that is not an archive, has not exactly one member, uses an unsupported method or a
    # password, or is truncated.
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise client.fail(listed.path, "sent something other than a ZIP archive of one table", AGAIN) from None
    if lines and len(lines[0].split(b"\t")) != COLUMNS:
        raise client.fail(listed.path, f"has changed its columns (not {COLUMNS})", CHANGED)
    return lines


def _name_country(line: bytes) -> str:
    cells = line.split(b"\t", COUNTRY + 1)
    return cells[COUNTRY].decode(errors="replace") if len(cells) > COUNTRY else ""


SERVICE = Service(HOST, open_client, ask)
