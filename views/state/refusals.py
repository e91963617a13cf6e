"""Sentences about what a link asked for that is not available, for the receipt at the top of the page."""

from collections.abc import Iterable

from views.state.keys import REFUSALS, REFUSALS_OF_RUN


def begin_refusals(refused: Iterable[tuple[str, str]] = ()) -> None:
    """Start over with these keys and sentences when a link is opened or the choices are reset."""
    REFUSALS.set(list(refused))


def set_refusals_of_run(sentences: Iterable[str]) -> None:
    """Set the sentences for this run only."""
    REFUSALS_OF_RUN.set(list(sentences))


def refuse(key: str, sentence: str) -> None:
    """Add a sentence on a key that only the page itself can determine. It appears once, however often the page is drawn."""
    if (key, sentence) not in REFUSALS.get():
        REFUSALS.get().append((key, sentence))


def is_refused(key: str) -> bool:
    """Whether a sentence already covers a key."""
    return any(refused == key for refused, _ in REFUSALS.get())


def list_refusals() -> list[str]:
    """List all sentences, those of the link first."""
    return [*(sentence for _, sentence in REFUSALS.get()), *REFUSALS_OF_RUN.get()]
