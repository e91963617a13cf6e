"""The number that the open link was sent with, as long as the choices that it depends on are those of the link."""

from analysis.links.codec import decode
from analysis.links.keys import SENT
from analysis.links.refusal import quote_value
from analysis.links.sent_number import SentNumber, have_same_headline, parse_sent_number
from analysis.selection import Selection
from views.state import cache
from views.state.keys import SELECTION, SENT_NUMBER, SENT_QUERY, SENT_SELECTION, Address


def keep_sent_number(text: str | None, query: Address, selection: Selection) -> list[str]:
    """Store the number in a link with these choices. Return a sentence if it cannot be read."""
    number = None if text is None else parse_sent_number(text)
    SENT_NUMBER.set(number)
    SENT_QUERY.set(query)
    SENT_SELECTION.set(selection)
    if text is None or number:
        return []
    return [f"{SENT}: {quote_value(text)} is not a number as links have it, such as 4of24-R7; it was ignored."]


def find_sent_number() -> SentNumber | None:
    """Return the number. None if the link has none, or the choices have changed."""
    number, selection = SENT_NUMBER.find(), SENT_SELECTION.find()
    return number if number and selection and have_same_headline(selection, SELECTION.get()) else None


def forget_sent_number() -> None:
    """Stop showing the number."""
    SENT_NUMBER.set(None)


def read_sent_selection(number: int) -> Selection:
    """Return the selection that the link requests from the release with this number."""
    return decode(SENT_QUERY.get(), cache.list_choices(cache.get_release(number)))[0]
