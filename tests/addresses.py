"""Decode addresses for tests."""

from collections.abc import Mapping, Sequence

from analysis.links import codec
from analysis.selection import Choices, Selection


def decode(query: Mapping[str, Sequence[str]], choices: Choices) -> tuple[Selection, list[str]]:
    """Return the selection of an address, and a sentence of the receipt for each choice that it could not have."""
    selection, refusals = codec.decode(query, choices)
    return selection, [str(refusal) for refusal in refusals]
