"""The headline of two releases for the same choices, with the records that explain the difference."""

from dataclasses import dataclass
from typing import Any

from analysis.questions.changes.decisive_records import HeadlineRecords, find_decisive_changes
from analysis.questions.holdings import read_choices
from analysis.release import Release
from analysis.selection import Selection
from etl.lake.diff import Change


@dataclass(frozen=True)
class HeadlineChange:
    """The headlines of two releases for the same choices (`count_headline` of each), and the changes that explain the difference.

    A change matters if it makes a patrol count in only one release, or count as attacked in only one. It may be a change of the
    patrol, of an attack on it, of the coverage or corridor that lets it be counted, or of a document or
    claim that reports the attack. A second attack on a patrol that was already attacked does not matter.
    """

    selection: Selection
    before_release: str
    after_release: str
    before: dict[str, Any]
    after: dict[str, Any]
    records: tuple[Change, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether both releases count equally many patrols, attacked patrols and patrols that may have been attacked.

        If the exposure is counted: equally many attacks, and the same exposure.
        """
        compared = ("patrols", "attacked", "attacks_tied_to_none", "attack_unknown", "attacks", "exposed")
        return all(self.before.get(name) == self.after.get(name) for name in compared)


def compare_headlines(before: Release, after: Release, selection: Selection) -> HeadlineChange:
    """Compare the headline of `before` with that of `after`.

    Both use the same choices and days, whatever release the selection names. Raises QueryStopped.
    """
    old, new = HeadlineRecords.read(before, selection), HeadlineRecords.read(after, selection)
    records = tuple(find_decisive_changes(old, new, selection))
    return HeadlineChange(selection, before.manifest.name, after.manifest.name, old.headline, new.headline, records)


def compare_all_headlines(before: Release, after: Release) -> list[HeadlineChange]:
    """Compare the headlines of each corridor of either release, with the default choices.

    The choices are those of the newer release, or of the older one if the corridor no longer exists.
    """
    selections: dict[str, Selection] = {}
    for release in (after, before):
        offered = read_choices(release)
        for corridor in offered.corridors:
            selections.setdefault(corridor, offered.make_default(corridor))
    return [compare_headlines(before, after, selection) for selection in selections.values()]
