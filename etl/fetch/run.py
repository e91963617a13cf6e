"""One fetch: ask a service for what changed, and load its answer as files."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import duckdb

from etl import temporary
from etl.errors import FetchFailed, PatrolwatchError, UsageError, make_printable
from etl.fetch import acled, gdelt, ucdp
from etl.fetch.log import FAILED, NOTHING_NEW, PUBLISHED, Fetch, find_cursor, note_fetch
from etl.fetch.question import Question
from etl.fetch.service import Answer, Asking, Service
from etl.lake import Lake
from etl.load.files.options import Options, read_corridors
from etl.load.pipeline import load
from etl.load.report import LoadOutcome
from etl.load.sql import fetch_row
from etl.load.sql.relations import Known
from etl.tables.corridors import CORRIDORS
from etl.tables.records import INCIDENTS

FEW_ROWS = 20  # a record that cannot be read must not stop those that come alone or with a few others
SERVICES = {"acled": acled.SERVICE, "ucdp": ucdp.GED, "ucdp_candidate": ucdp.CANDIDATE, "gdelt": gdelt.SERVICE}


@dataclass(frozen=True)
class FetchOutcome:
    """What a fetch did: the report of its load, None where the service had nothing new, and what else a person should know."""

    service: Service
    loaded: LoadOutcome | None
    notes: list[str] = field(default_factory=list)

    @property
    def release(self) -> int | None:
        """The number of the release that was published."""
        return self.loaded.release.number if self.loaded and self.loaded.release else None

    def format_lines(self) -> list[str]:
        """Return what a person reads, line by line."""
        notes = [make_printable(note) for note in self.notes]
        if not self.loaded:
            return [*notes, f"{self.service.title} has nothing new: no release was published."]
        return [*notes, *self.loaded.format_lines()]


def fetch(
    lake: Lake,
    name: str,
    question: Question,
    *,
    server: str | None = None,
    made_by: str = "",
    today: date | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> FetchOutcome:
    """Ask a service for what changed since the last fetch of the same question, and publish it as one release.

    The end is noted in the log of the lake, a failure too; the next fetch goes on from the last success. Raises UsageError where it
    cannot be asked so, FetchFailed where the service does not answer in full or its answer cannot be loaded, and whatever a load
    raises. A part that was whole is published before FetchFailed is raised.
    """
    service = SERVICES[name]
    begun = Fetch(
        service.name,
        name_query(lake, question),
        datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        FAILED,
        asked=question.describe(),
    )
    try:
        with temporary.open_folder() as folder, closing(service.open(server or service.server)) as client:
            asking = Asking(
                client,
                question,
                find_cursor(lake, service.name, begun.query),
                folder,
                today or datetime.now(UTC).date(),
                _find_oldest_stamp(lake, service.name),
                progress,
            )
            answer = service.ask(asking)
            loaded = _load(lake, service, question, answer, made_by, progress) if answer.files else None
    except UsageError:
        raise
    except PatrolwatchError as failed:
        note_fetch(lake, replace(begun, says=str(failed)))
        raise
    newest = max(lake.numbers(), default=None)
    outcome = PUBLISHED if loaded and loaded.release else NOTHING_NEW
    note_fetch(lake, replace(begun, outcome=outcome, release=newest, cursor=answer.cursor))
    if answer.stopped:
        note_fetch(lake, replace(begun, says=str(answer.stopped)))
        raise FetchFailed(str(answer.stopped), f"What came before is in R{newest}." if outcome == PUBLISHED else "")
    return FetchOutcome(service, loaded, answer.notes)


def _load(
    lake: Lake, service: Service, question: Question, answer: Answer, made_by: str, progress: Callable[[str], None]
) -> LoadOutcome:
    """Load the files of an answer as one release. Raises FetchFailed where one of them is refused."""
    options = Options(
        feed=service.name,
        complete=tuple(answer.complete),
        only_corridors=question.corridors,
        allow_rejects=answer.rows <= FEW_ROWS,
        newer=True,
        fetched=True,
    )
    asked = question.describe()
    message = f"Fetched {service.title}" + (f" ({asked})" if asked else "")
    loaded = load(lake, answer.files, options, made_by=made_by, message=message, progress=progress)
    if refused := [report.refused for report in loaded.files if report.refused]:
        raise FetchFailed(f"What {service.title} sent was not loaded, so nothing was published. {refused[0]}")
    return loaded


def name_query(lake: Lake, question: Question) -> str:
    """Name a question, with the corridors as they are drawn: on others there may be records that were left out before.

    Raises UsageError where a corridor is not in the lake.
    """
    newest = lake.newest()
    if not question.corridors:
        return question.to_json()
    with duckdb.connect() as con:
        corridors = read_corridors(Known(con, lake, newest))
    if unknown := [name for name in question.corridors if name not in corridors]:
        raise UsageError(f"There is no corridor {unknown[0]} in this lake. It has: {', '.join(corridors) or 'none'}.")
    drawn = newest.tables[CORRIDORS.name].content_hash[:12] if newest else ""
    return f"{question.to_json()} {drawn}"


def _find_oldest_stamp(lake: Lake, feed: str) -> int | None:
    """Find the oldest time at which the feed changed a record that the newest release holds."""
    with duckdb.connect() as con:
        known = Known(con, lake, lake.newest())
        (oldest,) = fetch_row(con, f"SELECT min(feed_updated) FROM ({known.select(INCIDENTS, feed)})")
    return int(oldest) if oldest is not None else None
