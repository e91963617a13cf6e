"""The headline number that a link was sent with, as part of the link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.selection import Selection

HEADLINE_CHOICES = ("corridor", "feed", "from_day", "to_day", "participants", "verification", "sources")


@dataclass(frozen=True)
class SentNumber:
    """Attacked patrols and patrols run in a release. Both are None if the release gives no count."""

    attacked: int | None
    patrols: int | None
    release: int

    def __str__(self) -> str:
        """Return the number as in a link: `4of24-R7`, or `none-R7`."""
        counted = "none" if self.patrols is None else f"{self.attacked}of{self.patrols}"
        return f"{counted}-R{self.release}"

    def equals(self, other: "SentNumber") -> bool:
        """Whether both counts are the same, whatever their releases."""
        return (self.attacked, self.patrols) == (other.attacked, other.patrols)


def make_sent_number(headline: Mapping[str, Any], release: int) -> SentNumber:
    """Return the number that a link is sent with, from the headline of a release."""
    return SentNumber(headline["attacked"], headline["patrols"], release)


def parse_sent_number(text: str) -> SentNumber | None:
    """Parse the text of a SentNumber. Return None if it is invalid."""
    found = re.fullmatch(r"(?:(none)|(0|[1-9][0-9]{0,8})of(0|[1-9][0-9]{0,8}))-R([1-9][0-9]{0,8})", text)
    if not found:
        return None
    if found[1]:
        return SentNumber(None, None, int(found[4]))
    attacked, patrols = int(found[2]), int(found[3])
    return SentNumber(attacked, patrols, int(found[4])) if attacked <= patrols else None


def have_same_headline(one: Selection, other: Selection) -> bool:
    """Whether two selections ask for the same headline number, each in its own release."""
    return all(getattr(one, choice) == getattr(other, choice) for choice in HEADLINE_CHOICES)
