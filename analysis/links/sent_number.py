"""The headline number that a link was sent with, as part of the link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.questions.timeline import count_most_attacked
from analysis.selection import Selection

HEADLINE_CHOICES = ("corridor", "feed", "from_day", "to_day", "participants", "verification", "sources", "count_by")


@dataclass(frozen=True)
class SentNumber:
    """Attacked patrols and patrols run in a release, or attacks and counted exposure. Both are None if the release gives no count.

    `most` is how many patrols may have been attacked, None if no more than are known. `unit` is the corridor's unit of exposure,
    None for patrols; a link does not carry it.
    """

    attacks: int | None
    exposed: int | None
    release: int
    is_counted: bool = False
    most: int | None = None
    unit: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return the number as in a link: `4of24-R7`, `3to4of24-R7`, `96in34200-R7`, or `none-R7`."""
        if self.exposed is None:
            return f"none-R{self.release}"
        most = "" if self.most is None else f"to{self.most}"
        return f"{self.attacks}{most}{'in' if self.is_counted else 'of'}{self.exposed}-R{self.release}"

    def equals(self, other: "SentNumber") -> bool:
        """Whether all counts are the same, whatever their releases."""
        return (self.attacks, self.most, self.exposed) == (other.attacks, other.most, other.exposed)

    def equals_without_range(self, other: "SentNumber") -> bool:
        """Whether this one has no range, as in older links, and the other counts are the same."""
        return self.most is None and (self.attacks, self.exposed) == (other.attacks, other.exposed)


def make_sent_number(headline: Mapping[str, Any], release: int) -> SentNumber:
    """Return the number that a link is sent with, from the headline of a release as returned by `read_headline`."""
    if "exposed" not in headline:
        attacked, patrols = headline["attacked"], headline["patrols"]
        most = None if patrols is None else count_most_attacked(headline)
        return SentNumber(attacked, patrols, release, most=None if most == attacked else most)
    exposed = headline["exposed"]
    attacks = None if exposed is None else headline["attacks"]
    return SentNumber(attacks, exposed, release, is_counted=exposed is not None, unit=headline["unit"])


def parse_sent_number(text: str) -> SentNumber | None:
    """Parse the text of a SentNumber. Return None if it is invalid."""
    found = re.fullmatch(
        r"(?:(none)|(0|[1-9][0-9]{0,8})(?:to([1-9][0-9]{0,8}))?(of|in)(0|[1-9][0-9]{0,11}))-R([1-9][0-9]{0,8})", text
    )
    if not found:
        return None
    if found[1]:
        return SentNumber(None, None, int(found[6]))
    attacks, exposed, is_counted = int(found[2]), int(found[5]), found[4] == "in"
    most = int(found[3]) if found[3] else None
    is_possible = is_counted or attacks <= exposed
    if most is not None:
        is_possible = not is_counted and attacks < most <= exposed
    return SentNumber(attacks, exposed, int(found[6]), is_counted, most) if is_possible else None


def have_same_headline(one: Selection, other: Selection) -> bool:
    """Whether two selections ask for the same headline number, each in its own release."""
    return all(getattr(one, choice) == getattr(other, choice) for choice in HEADLINE_CHOICES)
