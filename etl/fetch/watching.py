"""Fetches by a schedule: asks what is due according to the log of the lake, and gives up what fails too often."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from etl.errors import PatrolwatchError, UsageError, describe_in_full
from etl.fetch.hosts import HOSTS
from etl.fetch.log import MOST_FAILURES, count_failures, read_fetches
from etl.fetch.run import fetch, name_query
from etl.fetch.schedule import Job
from etl.lake import Lake

RETRY = timedelta(hours=1)  # after a failure, or the usual interval if that is shorter
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Round:
    """The state after one pass over the schedule: what is stopped, and when the next question is due."""

    stopped: list[str]
    next_due: datetime | None  # None: all are stopped


def run_due(lake: Lake, jobs: Sequence[Job], now: datetime, say: Callable[[str], None], server: str | None) -> Round:
    """Fetch what is due, and report the results. Raises UsageError if a question is invalid."""
    for job in jobs:
        due = find_due(lake, job)
        if due and due <= now:
            _run(lake, job, say, server)
    dues = {job: find_due(lake, job) for job in jobs}
    stopped = [
        f"{name_job(job)} failed {MOST_FAILURES} times in a row and will not be asked again. Fix the cause, then run patrolwatch fetch "
        f"{job.feed} with the same choices by hand."
        for job, due in dues.items()
        if due is None
    ]
    return Round(stopped, min((due for due in dues.values() if due), default=None))


def find_due(lake: Lake, job: Job) -> datetime | None:
    """Return when to ask a question next, or None if it failed too often."""
    service, query = HOSTS[job.feed].feed, name_query(lake, job.question)
    fetches = [each for each in read_fetches(lake) if (each.service, each.query) == (service, query)]
    if not fetches:
        return LONG_AGO
    failures = count_failures(fetches, service, query)
    if failures >= MOST_FAILURES:
        return None
    return datetime.fromisoformat(fetches[-1].at) + (min(job.every, RETRY) if failures else job.every)


def name_job(job: Job) -> str:
    """Name a question with its service: `UCDP Candidate (Syria)`."""
    question = job.question.describe()
    return HOSTS[job.feed].title + (f" ({question})" if question else "")


def _run(lake: Lake, job: Job, say: Callable[[str], None], server: str | None) -> None:
    """Fetch one question. Failures are reported and logged."""
    try:
        lines = fetch(lake, job.feed, job.question, server=server).format_lines()
    except UsageError:
        raise
    except PatrolwatchError as failed:
        lines = [describe_in_full(failed)]
    for line in lines:
        say(f"{name_job(job)}: {line}")
