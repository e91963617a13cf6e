"""The headline of two releases for the same choices, with the records that make the difference."""

from dataclasses import dataclass
from typing import Any

from analysis.questions.changes.decisive_records import HeadlineRecords, find_decisive_changes
from analysis.questions.holdings import read_choices
from analysis.release import Release
from analysis.selection import Selection
from etl.lake.diff import Change


@dataclass(frozen=True)
class HeadlineChange:
    """The headline of two releases for the same choices (`count_headline` of each), and the changes of records that bear
    on the difference, by table and record.

    A record bears on it where, because of it, a patrol is counted in one release alone, or as attacked in one alone: the
    patrol, an attack that makes it an attacked one, the coverage or the corridor that lets it be counted, or the document or
    claim that reports the attack. A second attack on a patrol that was attacked already does not.
    """

    selection: Selection
    before_release: str
    after_release: str
    before: dict[str, Any]
    after: dict[str, Any]
    records: tuple[Change, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether both releases count as many patrols and as many attacked ones, of the same records or of others.

        Where the exposure is counted: as many attacks, and as much that passed.
        """
        return all(
            self.before.get(name) == self.after.get(name) for name in ("patrols", "attacked", "attacks", "exposed")
        )


def compare_headlines(before: Release, after: Release, selection: Selection) -> HeadlineChange:
    """Compare the headline of `before` with that of `after`.

    Both are asked the same, on the same days, whatever release the selection names. Raises QueryStopped.
    """
    old, new = HeadlineRecords.read(before, selection), HeadlineRecords.read(after, selection)
    records = tuple(find_decisive_changes(old, new, selection))
    return HeadlineChange(selection, before.manifest.name, after.manifest.name, old.headline, new.headline, records)


def compare_all_headlines(before: Release, after: Release) -> list[HeadlineChange]:
    """Compare the headlines of each corridor of either release, with the choices of a page opened without any.

    The choices are those of the newer release, or of the older one where the corridor is gone.
    """
    selections: dict[str, Selection] = {}
    for release in (after, before):
        offered = read_choices(release)
        for corridor in offered.corridors:
            selections.setdefault(corridor, offered.default(corridor))
    return [compare_headlines(before, after, selection) for selection in selections.values()]
