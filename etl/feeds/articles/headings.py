"""Finds days in headings, which apply to the events below them."""

import re

from etl.feeds.articles.events import Event, Mention
from etl.feeds.articles.language.sentences import Sentence
from etl.feeds.articles.language.words import find, has
from etl.feeds.articles.language.written_days import Found
from etl.feeds.articles.reading import Reading

# “Over the past 24 hours, 18 cases of shelling were registered.”, “Developments in the past 24 hours:”
OF_A_DAY = re.compile(
    r"\W*(?:over|in|during|within) the (?:past|last) (?:24 hours|day)\b(?=.*\b(?:registered|recorded|monitored|counted|cases|attacks|:))|24 hours\W*:$",
    re.IGNORECASE,
)
# “The incident happened on 10 August” is not a heading.
HAPPENED = re.compile(
    r"\b(?:инцидент|взрыв|нападение|обстрел)\s+(?:произош|случил)|\b(?:olay|saldırı|patlama)\w*.{0,60}\b(?:meydana geldi|gerçekleşti|yaşandı)|(?:وقع|وقعت|حصل)\s+(?:الهجوم|الانفجار|الحادث|الحادثة|الاستهداف)"
    r"|\b(?:incident|this|it|attack|blast|explosion|ambush|shooting|raid)\s+(?:happened|occurred|took place|came)\b|\bincident\b.{0,20}\b(?:happened|occurred|took place)",
    re.IGNORECASE,
)
WORDS, WORDS_OF_HEADING = re.compile(r"[^\W\d_]{4,}"), 8


def find_heading(sentence: Sentence, days: list[Found]) -> Found | None:
    """Return the day in a sentence that says little else: “11 May 2023”, “Situation report, 8 February, 18:00”."""
    if len(days) != 1 or not days[0].is_short or days[0].is_weekday or days[0].is_limit:
        return None
    day = days[0]
    if not day.is_one_day:
        return day if OF_A_DAY.match(sentence.text) or OF_A_DAY.search(sentence.text[-40:]) else None
    rest = WORDS.findall(sentence.text[: day.start] + " " + sentence.text[day.end :])
    is_event = HAPPENED.search(sentence.text) is not None or any(
        has(group, sentence.text) for group in ("attack", "stop", "start", "run", "milestone")
    )
    # “Patrols will begin on 15 March”; not the month of May
    is_plan = any(hit.meaning == "plan" and hit.text != "May" for hit in find("void", sentence.text))
    return day if len(rest) <= WORDS_OF_HEADING and not (is_event or is_plan) else None


def give_day_of_heading(reading: Reading, event: Event, mention: Mention) -> None:
    """Give an event without days the day of the heading above it."""
    if reading.heading and mention.kind != "milestone" and not mention.is_background and not event.has_days:
        day = reading.heading
        if event.days[0] and not day.is_one_day:
            return  # a bulletin of 24 hours that gives a day in between
        mention.first, mention.last, mention.has_days = day.first, day.last, True
