"""Choices of one page alone. They are settled before the page draws, so that every figure and file includes them.

Each function sets the field of a key to the value in the address, or to the default, adding a sentence to the receipt if the
value is not available. A field that already has a value keeps it. Draw the field with the key of `make_page_key`.
"""

from collections.abc import Collection
from datetime import date

from analysis.links.codec import format_value, parse_day, parse_kilometre, parse_number
from analysis.links.refusal import quote_value, refuse_word
from views.state.address import state_choices
from views.state.keys import PAGE_VALUES, USUAL_VALUES, make_page_key
from views.state.refusals import refuse


def settle_day(key: str, default: date, first: date, last: date) -> str:
    """Settle a day. Return a sentence if the day in the field is no longer available."""
    field, value = make_page_key(key), PAGE_VALUES.get().get(key)
    is_new, outside = not field.is_set(), ""
    if is_new:
        chosen = default if value is None else parse_day(value)
        if chosen is None:
            refuse(key, f"{key}: {quote_value(value or '')} is not a day written YYYY-MM-DD; {default} is shown.")
        field.set(chosen or default)
    if not first <= field.get() <= last:
        outside = f"{key}: {field.get()} is outside the chosen days, {first} to {last}; {default} is shown."
        field.set(default)
        if is_new:
            refuse(key, outside)
    _state(key, str(field.get()), str(default))
    return "" if is_new else outside


def settle_number(key: str, default: int, least: int, most: int) -> int:
    """Settle a whole number, and return it."""
    field, value = make_page_key(key), PAGE_VALUES.get().get(key)
    if not field.is_set():
        number = default if value is None else parse_number(value, least, most)
        if number is None:
            about = f"not a whole number from {least} to {most:,}"
            refuse(key, f"{key}: {quote_value(value or '')} is {about}; {default} is shown.")
        field.set(default if number is None else number)
    _state(key, str(field.get()), str(default))
    return int(field.get())


def settle_kilometre(key: str, default: float, first: float, last: float) -> float:
    """Settle a kilometre of the corridor, and return it. Another corridor may not have the kilometre in the field."""
    field, value = make_page_key(key), PAGE_VALUES.get().get(key)
    if not field.is_set():
        kilometre = default if value is None else parse_kilometre(value, first, last)
        if kilometre is None:
            about = f"not a kilometre from {first:g} to {last:g}"
            refuse(key, f"{key}: {quote_value(value or '')} is {about}; {default:g} is shown.")
        field.set(default if kilometre is None else kilometre)
    elif not first <= field.get() <= last:
        field.set(default)
    _state(key, format_value(field.get()), format_value(default))
    return float(field.get())


def settle_word(key: str, default: str, offered: Collection[str]) -> str:
    """Settle one of several words, and return it. Other choices may offer fewer words than the field had."""
    field = make_page_key(key)
    word = field.get() if field.is_set() else PAGE_VALUES.get().get(key, default)
    if word not in offered:
        refuse(key, str(refuse_word(key, word, offered, default)))
        word = default
    field.set(word)
    _state(key, word, default)
    return word


def _state(key: str, value: str, usual: str) -> None:
    state_choices(**{key: value})
    USUAL_VALUES.get()[key] = usual
