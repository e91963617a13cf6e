"""What is known while a report is read, from its first sentence to its last."""

from dataclasses import dataclass, field
from datetime import date

from etl.feeds.articles.events import Told
from etl.feeds.articles.language.days import Calendar, Found
from etl.feeds.articles.language.sentences import Sentence
from etl.feeds.articles.places import Gazetteer


@dataclass(frozen=True)
class Report:
    """A report: its text, and what a person says of it."""

    text: str
    published: date | None = None
    publisher: str | None = None
    title: str | None = None


@dataclass
class Reading:
    """A report with its sentences, the events told so far, and what holds until a sentence says otherwise."""

    report: Report
    sentences: list[Sentence]
    calendar: Calendar
    gazetteer: Gazetteer
    told: Told = field(default_factory=Told)
    corridor: str | None = None  # the corridor that was named last
    series: str | None = None  # who runs the patrols of which the report speaks
    heading: Found | None = None  # the day in the heading above
