"""Sentences about parts of an address that are not available."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUOTED = 60  # characters


@dataclass(frozen=True)
class Refusal:
    """A part of an address that is not available: its key, the cause, what a page shows instead, and the alternatives."""

    key: str
    cause: str
    instead: str
    offered: str = ""

    @property
    def reason(self) -> str:
        """The sentence for a reader who gets nothing instead."""
        return self._format("")

    def __str__(self) -> str:
        """Return the sentence for a reader who is shown something instead."""
        return self._format(self.instead)

    def _format(self, instead: str) -> str:
        return " ".join(filter(None, (f"{self.cause}{instead}.", self.offered)))


def quote_value(value: str) -> str:
    """Quote a value of an address for a reader: escape unprintable characters and cut long text."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in value[:LONGEST_QUOTED])
    return f"“{shown}”" if len(value) <= LONGEST_QUOTED else f"“{shown}…” ({len(value):,} characters)"


def _name_offered(words: Iterable[str]) -> str:
    offered = list(words)
    return f"Choose from {', '.join(offered)}." if len(offered) > 1 else f"The only choice is {offered[0]}."


def refuse_word(key: str, value: str, offered: Iterable[str], default: str = "") -> Refusal:
    """Refuse a value that is none of the offered words. A page shows `default` instead."""
    return Refusal(
        key, f"{key}: there is no {quote_value(value)} here", f", so “{default}” is shown", _name_offered(offered)
    )
