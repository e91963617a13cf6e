"""What became of each file of a load, for a program and in words."""

from dataclasses import asdict, dataclass, field
from datetime import date

from etl.errors import printable
from etl.formats import Reject
from etl.lake import Manifest
from etl.tables.vocabulary import FATES

REJECTS_SHOWN = 10


@dataclass
class FileReport:
    """What became of one file."""

    file: str
    feed: str | None = None
    feed_release: str | None = None
    sha256: str | None = None
    rows: int = 0
    loaded: int = 0
    changed: int = 0
    withdrawn: int = 0
    duplicates: int = 0
    left_out: int = 0
    rejected: int = 0
    blank: int = 0
    events: int = 0
    first_date: date | None = None
    last_date: date | None = None
    killed_best: int | None = None
    encoding: str = ""
    date_order: str | None = None
    warnings: list[str] = field(default_factory=list)
    refused: str | None = None
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What a load did: the release it published (None: nothing new) and a report for each file."""

    release: Manifest | None
    files: list[FileReport]

    def as_dict(self) -> dict:
        """What a program reads: `release` and `files`."""
        return {
            "release": self.release.name if self.release else None,
            "files": [asdict(report) for report in self.files],
        }

    def in_words(self, dry_run: bool = False) -> list[str]:
        """What a person reads, line by line."""
        # A line break or a sign that steers the terminal is data, not what we say.
        lines = [printable(line) for report in self.files for line in _in_words(report)]
        if refused := [report.file for report in self.files if report.refused]:
            others = f"{len(refused)} of {len(self.files)} files" if len(self.files) > 1 else "the file"
            were = "were" if len(refused) > 1 else "was"
            return [*lines, f"Nothing was published, because {others} {were} refused."]
        if self.release:
            return [*lines, f"Published {self.release.name}."]
        if dry_run and any(report.loaded or report.changed or report.withdrawn for report in self.files):
            return [*lines, "A dry run: nothing was published."]
        return [*lines, "Nothing new: no release was published."]


def _in_words(report: FileReport) -> list[str]:
    if report.refused:
        return [report.refused]
    release = f", release {report.feed_release}" if report.feed_release else ""
    held = {fate: getattr(report, fate) for fate in FATES if getattr(report, fate)}
    words = {
        fate: "duplicate" if (fate, count) == ("duplicates", 1) else fate.replace("_", " ")
        for fate, count in held.items()
    }
    counts = ", ".join(f"{count:,} {words[fate]}" for fate, count in held.items())
    withdrawn = f" Withdrawn: {report.withdrawn:,}." if report.withdrawn else ""
    span = f", {report.first_date} to {report.last_date}" if report.first_date else ""
    killed = f", {report.killed_best:,} killed (best)" if report.killed_best is not None else ""
    lines = [
        f"{report.file}: {report.feed}{release}. {_counted(report.rows, 'row')} = {counts or '0'}.{withdrawn} "
        f"{_counted(report.events, 'event')}{span}{killed}."
    ]
    lines += [f"  {warning}" for warning in report.warnings]
    lines += [f"  {_reject_in_words(reject)}" for reject in report.rejects[:REJECTS_SHOWN]]
    if len(report.rejects) > REJECTS_SHOWN:
        lines.append(
            f"  and {len(report.rejects) - REJECTS_SHOWN:,} more rejected; --json and the release hold them all."
        )
    return lines


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _reject_in_words(reject: Reject) -> str:
    place = f"record {reject.record}, line {reject.line}" if reject.record else f"line {reject.line}"
    column = f", column {reject.column}" if reject.column else ""
    shown = (reject.text or "")[:80]
    return f"rejected: {place}{column}: {reject.reason}" + (f" (“{shown}”)" if shown else "")
