"""Runs a fetch: asks a service what changed, and loads its answer as files."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from etl import temporary
from etl.errors import FetchFailed, PatrolwatchError, ReleaseOvertaken, UsageError, make_printable
from etl.fetch import sums
from etl.fetch.log import FAILED, KEPT_SUMS, NOTHING_NEW, PUBLISHED, Fetch, find_cursor, note_fetch
from etl.fetch.question import Question
from etl.fetch.services import acled, gdelt, hapi, portwatch, ucdp
from etl.fetch.services.service import Answer, Asking, Service
from etl.lake import Lake
from etl.lake.manifest import read_clock
from etl.load.files.options import Options, read_corridors
from etl.load.files.receive import Progress
from etl.load.pipeline import load
from etl.load.report import LoadOutcome
from etl.load.sql import fetch_row
from etl.load.sql.relations import Known
from etl.tables.corridors import CORRIDORS
from etl.tables.records import INCIDENTS

FEW_ROWS = 20  # in so small a file, an unreadable record must not block the others
SERVICES = {
    "acled": acled.SERVICE,
    "ucdp": ucdp.GED,
    "ucdp_candidate": ucdp.CANDIDATE,
    "gdelt": gdelt.SERVICE,
    "hapi": hapi.SERVICE,
    "portwatch": portwatch.SERVICE,
}


@dataclass(frozen=True)
class FetchOutcome:
    """What a fetch did: the report of its load (None if there was nothing new), and notes for the user."""

    service: Service
    loaded: LoadOutcome | None
    notes: list[str] = field(default_factory=list)
    has_kept: bool = False  # sums were stored beside the releases

    @property
    def release(self) -> int | None:
        """The number of the published release."""
        return self.loaded.release.number if self.loaded and self.loaded.release else None

    def format_lines(self) -> list[str]:
        """Return the outcome for people, line by line."""
        notes = [make_printable(note) for note in self.notes]
        if self.has_kept:
            return notes
        if not self.loaded:
            return [*notes, f"{self.service.host.title} has nothing new: no release was published."]
        return [*notes, *self.loaded.format_lines()]


@dataclass(frozen=True)
class FetchedAnswer:
    """A question to a service with its answer. `begun` is written to the log when the fetch ends."""

    service: Service
    question: Question
    begun: Fetch
    answer: Answer

    @property
    def message(self) -> str:
        """The default message of the release."""
        question = self.question.describe()
        return f"Fetched {self.service.host.title}" + (f" ({question})" if question else "")


def fetch(
    lake: Lake,
    name: str,
    question: Question,
    *,
    server: str | None = None,
    made_by: str = "",
    today: date | None = None,
    progress: Progress = lambda step: None,
) -> FetchOutcome:
    """Fetch what changed since the last fetch of the same question, and publish it as one release.

    Raises as `ask` and `load_answer` do. Raises FetchFailed if the answer was only the first part, after publishing it.
    """
    with temporary.open_folder() as folder:
        fetched = ask(lake, name, question, folder, server=server, today=today, progress=progress)
        outcome = load_answer(lake, fetched, made_by=made_by, progress=progress)
    if fetched.answer.stopped:
        newest = f"What came before is in R{outcome.release}." if outcome.release else ""
        raise FetchFailed(str(fetched.answer.stopped), newest)
    return outcome


def ask(
    lake: Lake,
    name: str,
    question: Question,
    folder: Path,
    *,
    server: str | None = None,
    today: date | None = None,
    progress: Progress = lambda step: None,
) -> FetchedAnswer:
    """Ask a service what changed since the last fetch of the same question, and write its files to a folder.

    Logs failures in the lake. Raises UsageError for an invalid question, and FetchFailed if the service does not answer
    completely.
    """
    service, at = SERVICES[name], read_clock()
    begun = Fetch(service.host.feed, name_query(lake, question), at, FAILED, question_in_words=question.describe())
    with _noting_failure(lake, begun), closing(service.open(server or service.host.server)) as client:
        cursor, oldest = find_cursor(lake, begun.service, begun.query), _find_oldest_stamp(lake, begun.service)
        answer = service.ask(
            Asking(client, question, cursor, folder, today or datetime.now(UTC).date(), oldest, progress)
        )
    return FetchedAnswer(service, question, begun, answer)


def load_answer(
    lake: Lake,
    fetched: FetchedAnswer,
    *,
    made_by: str = "",
    message: str = "",
    dry_run: bool = False,
    rows_to: Path | None = None,
    expected: int | None = None,
    progress: Progress = lambda step: None,
) -> FetchOutcome:
    """Load an answer as one release, and log that it was fetched or that there was nothing new.

    The next fetch of the question continues from there. A dry run publishes nothing, and only logs that there was nothing new.
    `rows_to` and `expected` are those of a load. Raises FetchFailed if the answer cannot be loaded, and whatever a load raises.
    """
    if fetched.service.host.gives_sums:
        return _keep_sums(lake, fetched)
    answer, options = fetched.answer, _make_options(fetched)
    with _noting_failure(lake, fetched.begun):
        loaded = None
        if answer.files:
            loaded = load(
                lake,
                answer.files,
                options,
                made_by=made_by,
                message=message or fetched.message,
                dry_run=dry_run,
                rows_to=rows_to,
                expected=expected,
                progress=progress,
            )
            _refuse(fetched.service, loaded)
    if dry_run and loaded and loaded.would_publish:
        return FetchOutcome(fetched.service, loaded, answer.notes)
    newest = max(lake.list_numbers(), default=None)
    outcome = PUBLISHED if loaded and loaded.release else NOTHING_NEW
    note_fetch(lake, replace(fetched.begun, outcome=outcome, release=newest, cursor=answer.cursor))
    if answer.stopped:
        note_fetch(lake, replace(fetched.begun, reason=str(answer.stopped)))
    return FetchOutcome(fetched.service, loaded, answer.notes)


def _keep_sums(lake: Lake, fetched: FetchedAnswer) -> FetchOutcome:
    """Store the sums of an answer beside the releases, and log it."""
    with _noting_failure(lake, fetched.begun):
        found, unusable = sums.add_up(fetched.answer.files, fetched.service.host.feed, datetime.now(UTC).date())
        sums.keep_sums(lake, found)
    note_fetch(lake, replace(fetched.begun, outcome=KEPT_SUMS if found else NOTHING_NEW, cursor={}))
    notes = list(fetched.answer.notes)
    if found:
        months = sorted({each.month for each in found})
        notes.append(
            f"{len(found):,} sums of {fetched.service.host.title}, {months[0]:%Y-%m} to {months[-1]:%Y-%m}, are kept beside the releases. They are "
            "not incidents: the Data page shows them beside your own counts."
        )
    if unusable:
        notes.append(
            f"{unusable:,} of {fetched.answer.rows:,} rows were left out: no number, no month, or an error of the service."
        )
    return FetchOutcome(fetched.service, None, notes, has_kept=bool(found))


@contextmanager
def _noting_failure(lake: Lake, begun: Fetch) -> Iterator[None]:
    """Log why a fetch failed, unless its options were wrong or a new preview is needed."""
    try:
        yield
    except (UsageError, ReleaseOvertaken):
        raise
    except PatrolwatchError as failed:
        note_fetch(lake, replace(begun, reason=str(failed)))
        raise


def _make_options(fetched: FetchedAnswer) -> Options:
    return Options(
        feed=fetched.service.host.feed,
        complete=tuple(fetched.answer.complete),
        only_corridors=fetched.question.corridors,
        allow_rejects=fetched.answer.rows <= FEW_ROWS,
        newer=True,
        fetched=True,
    )


def _refuse(service: Service, loaded: LoadOutcome) -> None:
    """Raise FetchFailed if a file of an answer was refused."""
    if refused := [report.refused for report in loaded.files if report.refused]:
        raise FetchFailed(f"What {service.host.title} sent was not loaded, so nothing was published. {refused[0]}")


def name_query(lake: Lake, question: Question) -> str:
    """Return the question for the log, including the routes of its corridors: another route may match records left out before.

    Raises UsageError if a corridor is not in the lake.
    """
    newest = lake.find_newest()
    if not question.corridors:
        return question.to_json()
    with duckdb.connect() as con:
        corridors = read_corridors(Known(con, lake, newest))
    if unknown := [name for name in question.corridors if name not in corridors]:
        raise UsageError(f"There is no corridor {unknown[0]} in this lake. It has: {', '.join(corridors) or 'none'}.")
    drawn = newest.tables[CORRIDORS.name].content_hash[:12] if newest else ""
    return f"{question.to_json()} {drawn}"


def _find_oldest_stamp(lake: Lake, feed: str) -> int | None:
    """Return the oldest time at which the feed changed a record of the newest release."""
    with duckdb.connect() as con:
        known = Known(con, lake, lake.find_newest())
        (oldest,) = fetch_row(con, f"SELECT min(feed_updated) FROM ({known.select(INCIDENTS, feed)})")
    return int(oldest) if oldest is not None else None
