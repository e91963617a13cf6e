"""The headline number that a link was sent with, as the link carries it."""

import re
from dataclasses import dataclass

from analysis.selection import Selection

KEY = "sent"
HEADLINE_CHOICES = ("corridor", "feed", "from_day", "to_day", "participants", "verification", "sources")


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
