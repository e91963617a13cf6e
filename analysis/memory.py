"""The headline number that a link was sent with, and what became of it in another release."""

import re
from dataclasses import dataclass, replace

from analysis.behind import rate_numbers, records_behind
from analysis.release import Release
from analysis.selection import Selection
from etl.diff import Change, between
from etl.lake import Lake

KEY = "sent"
HEADLINE_CHOICES = ("corridor", "feed", "from_day", "to_day", "participants", "verification", "sources")

# The fields of a record that decide whether the headline counts it. The rest of it may change and the number cannot.
DAYS = ("date", "date_end", "date_precision")
BEARING = {
    "patrols": {"corridor", *DAYS, "participants", "outcome"},
    "incidents": {"corridor", *DAYS, "kind", "target", "patrol_id", "verification", "source_ids"},
}


@dataclass(frozen=True)
class Sent:
    """Patrols attacked of patrols run in a release; both None where the release gives no count."""

    attacked: int | None
    patrols: int | None
    release: int

    def __str__(self) -> str:
        """As it stands in a link: `4of24-R7`, or `none-R7`."""
        counted = "none" if self.patrols is None else f"{self.attacked}of{self.patrols}"
        return f"{counted}-R{self.release}"

    def is_counted_as(self, other: "Sent") -> bool:
        return (self.attacked, self.patrols) == (other.attacked, other.patrols)


def of_headline(headline: dict, release: int) -> Sent:
    return Sent(headline["attacked"], headline["patrols"], release)


def read_sent(text: str) -> Sent | None:
    """What `str` wrote of a Sent; None where it cannot have written this."""
    found = re.fullmatch(r"(?:(none)|(0|[1-9][0-9]{0,8})of(0|[1-9][0-9]{0,8}))-R([1-9][0-9]{0,8})", text)
    if not found:
        return None
    if found[1]:
        return Sent(None, None, int(found[4]))
    attacked, patrols = int(found[2]), int(found[3])
    return Sent(attacked, patrols, int(found[4])) if attacked <= patrols else None


def same_headline(one: Selection, other: Selection) -> bool:
    """Whether two selections ask for the same headline number, each of its own release."""
    return all(getattr(one, choice) == getattr(other, choice) for choice in HEADLINE_CHOICES)


def bearing_changes(lake: Lake, before: Release, after: Release, then: Selection, now: Selection) -> list[Change]:
    """The changes between two releases that bear on the headline: patrols and attacks on patrols that one of them counts.

    `then` and `now` are what is asked of each. Raises ReleaseMissing or ReleaseDamaged.
    """
    counted = _counted(before, then) | _counted(after, now)
    return [
        change
        for change in between(lake, before.number, after.number)
        if (change.table, change.record) in counted and (change.field is None or change.field in BEARING[change.table])
    ]


def _counted(release: Release, selection: Selection) -> set[tuple[str, str]]:
    asked = replace(selection, release=release.number)
    numbers = rate_numbers(selection.from_day, selection.to_day)
    return {
        (table, record)
        for table, number in (("patrols", numbers["patrols"]), ("incidents", numbers["attacks"]))
        for record in records_behind(release, asked, number)[0].to_pylist()
    }
