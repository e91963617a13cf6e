"""What an address asks for and cannot have, in words."""

from dataclasses import dataclass

LONGEST_QUOTED = 60  # characters


@dataclass(frozen=True)
class Refusal:
    """A part of an address that cannot be had: its key, the cause, what a page shows instead, and what there is."""

    key: str
    cause: str
    instead: str
    offered: str = ""

    @property
    def reason(self) -> str:
        """Return the sentence for a reader who gets nothing instead."""
        return self._format("")

    def __str__(self) -> str:
        """Return the sentence for a reader who is shown something instead."""
        return self._format(self.instead)

    def _format(self, instead: str) -> str:
        return " ".join(filter(None, (f"{self.cause}{instead}.", self.offered)))


def quote_value(value: str) -> str:
    """Quote what an address says for a reader: escape what does not print, and cut what is long."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in value[:LONGEST_QUOTED])
    return f"“{shown}”" if len(value) <= LONGEST_QUOTED else f"“{shown}…” ({len(value):,} characters)"
