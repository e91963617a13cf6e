"""Finds days for events without any, if the other days of the report limit them."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from etl.feeds.articles.events import Event
from etl.feeds.articles.language.words import has
from etl.feeds.articles.reading import Reading

STOPS = ("suspension", "resumption")
HAPPENINGS = ("attack", "patrol")
RECENT = timedelta(days=7)
PRESENT = re.compile(r"\b(?:has|have|is|are|now|will)\b", re.IGNORECASE)
FLASH = 3  # most sentences of a headline or flash, whose news need not be of its own day


def give_bounded_days(reading: Reading, events: Sequence[Event]) -> None:
    """Give days to undated news if the other days of the report determine or limit them."""
    published = reading.report.published
    if published is None:
        return
    undated = [event for event in events if event.days[0] is None and not (event.has_days or event.is_background)]
    _date_news(reading, published, events, undated)
    news = [event for event in events if event.days[0] and not event.is_background]
    _date_resumptions([event for event in news if event.kind == "patrol"], undated)
    if not any(event.kind in STOPS and event.days[0] for event in events):
        _bound_stops(
            reading, published, [event for event in events if event.kind in HAPPENINGS and event.days[0]], undated
        )


def _date_news(reading: Reading, published: date, events: Sequence[Event], undated: Sequence[Event]) -> None:
    """Give the day of the report to announcements without another day, and to patrols if the report names no other day."""
    days = {event.days for event in events if event.kind in HAPPENINGS and event.days[0]}
    stops = {each.sentence for event in events if event.kind in STOPS for each in event.mentions}
    is_of_the_day = days == {(published, published)} or (
        not days and reading.calendar.anchor == published and len(reading.sentences) > FLASH
    )
    runs = {each.sentence for event in undated if event.kind == "patrol" for each in event.mentions}
    for event in undated:
        # “Restarted a week after they were halted because of a blast” is not news of the blast, nor is a toll without an attack.
        is_reason = event.kind == "attack" and all(each.sentence in stops or each.is_toll for each in event.mentions)
        is_announced = event.kind in HAPPENINGS and not days and published in reading.announced and not is_reason
        is_headline = all(each.is_title for each in event.mentions)
        is_of_patrol = event.kind in HAPPENINGS and any(each.sentence in runs for each in event.mentions)
        if is_announced or (is_of_patrol and is_of_the_day and not is_headline):
            _set_days(event, published, published)


def _date_resumptions(patrols: Sequence[Event], undated: Sequence[Event]) -> None:
    """Give a resumption the days of the next reported patrol, with which patrols are back."""
    patrols = sorted(patrols, key=lambda event: event.mentions[0].sentence)
    sentences = [event.mentions[0].sentence for event in patrols]
    for event in undated:
        at = bisect_left(sentences, event.mentions[0].sentence)
        if event.kind == "resumption" and at < len(patrols):
            _set_days(event, *patrols[at].days)


def _bound_stops(reading: Reading, published: date, dated: Sequence[Event], undated: Sequence[Event]) -> None:
    """Give stops the days from the last attack or patrol in a report to the report itself, or otherwise the day of the report.

    A stop told right after an earlier event, as in “In July … Patrols were then suspended.”, has the days of that event.
    """
    last = max((event.days[1] or date.min for event in dated if not event.is_background), default=date.min)
    days_told = {each.sentence: event.days for event in dated for each in event.mentions}
    for event in undated:
        if event.kind in STOPS and event.days[0] is None:
            at = event.mentions[0].sentence
            first_told, last_told = days_told.get(at - 1, (None, None))
            if last_told and last_told < published - RECENT and not PRESENT.search(reading.sentences[at].text):
                _set_days(event, first_told, last_told)
            elif published - RECENT <= last <= published:
                _set_days(event, last, published)
            elif any(has("saying", reading.sentences[each.sentence].text) for each in event.mentions):
                _set_days(event, published, published)


def _set_days(event: Event, first: date | None, last: date | None) -> None:
    event.mentions[0].first, event.mentions[0].last = first, last
