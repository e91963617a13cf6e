"""What a link asked for and could not have, as sentences for the receipt on top of the page."""

from collections.abc import Iterable

from views.state.keys import REFUSALS, REFUSALS_OF_RUN


def begin_refusals(sentences: Iterable[str] = ()) -> None:
    """Begin anew, as a link is opened or the choices are reset; these sentences stay until then."""
    REFUSALS.set(list(sentences))


def set_refusals_of_run(sentences: Iterable[str]) -> None:
    """Set the sentences that stand in this run alone."""
    REFUSALS_OF_RUN.set(list(sentences))


def refuse(*sentences: str) -> None:
    """Add what only the page itself can tell. A sentence stands once, however often the page is drawn."""
    refusals = REFUSALS.get()
    refusals += [sentence for sentence in sentences if sentence not in refusals]


def is_refused(key: str) -> bool:
    """Say whether a sentence tells already what became of a key."""
    return any(sentence.startswith(f"{key}: ") for sentence in REFUSALS.get())


def list_refusals() -> list[str]:
    """List every sentence, those of the link first."""
    return [*REFUSALS.get(), *REFUSALS_OF_RUN.get()]
