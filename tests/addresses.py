"""Addresses as the tests read them."""

from collections.abc import Mapping, Sequence

from analysis.links import codec
from analysis.selection import Choices, Selection


def decode(query: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[str]]:
    """The selection that an address asks for, and the sentences that the receipt says of the rest."""
    selection, refusals = codec.decode(query, choices)
    return selection, [str(refusal) for refusal in refusals]
