"""Sentences about what a link asked for that is not available, for the receipt at the top of the page."""

from collections.abc import Iterable

from views.state.keys import REFUSALS, REFUSALS_OF_RUN


def begin_refusals(sentences: Iterable[str] = ()) -> None:
    """Start over with these sentences when a link is opened or the choices are reset."""
    REFUSALS.set(list(sentences))


def set_refusals_of_run(sentences: Iterable[str]) -> None:
    """Set the sentences for this run only."""
    REFUSALS_OF_RUN.set(list(sentences))


def refuse(*sentences: str) -> None:
    """Add sentences that only the page itself can determine. Each appears once, however often the page is drawn."""
    refusals = REFUSALS.get()
    refusals += [sentence for sentence in sentences if sentence not in refusals]


def is_refused(key: str) -> bool:
    """Whether a sentence already covers a key."""
    return any(sentence.startswith(f"{key}: ") for sentence in REFUSALS.get())


def list_refusals() -> list[str]:
    """List all sentences, those of the link first."""
    return [*REFUSALS.get(), *REFUSALS_OF_RUN.get()]
