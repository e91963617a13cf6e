"""What is known while a report is read, from its first sentence to its last."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from etl.feeds.articles.events import Event, FoundEvents
from etl.feeds.articles.language.days import Calendar
from etl.feeds.articles.language.sentences import Clause, Sentence
from etl.feeds.articles.language.words import has
from etl.feeds.articles.language.written_days import Found
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
    """A report with its sentences, the events found so far, and what holds until a sentence says otherwise."""

    report: Report
    sentences: list[Sentence]
    calendar: Calendar
    gazetteer: Gazetteer
    found: FoundEvents = field(default_factory=FoundEvents)
    corridor: str | None = None  # the corridor that was named last, before this sentence
    near: str | None = None  # the same, this sentence included
    hints: set[str] = field(default_factory=set)  # of all places so far
    series: str | None = None  # who runs the patrols of which the report speaks
    listed: Event | None = None  # attacks that were counted, and may follow one by one
    heading: Found | None = None  # the day in the heading above
    announced: set[date] = field(default_factory=set)  # the days on which somebody said what the report tells
    has_days: bool = False  # whether this sentence names days
    entries: list[int] = field(default_factory=list)  # the numbers of the sentences that begin an entry of a list
    drilled: int | None = None  # the number of the last sentence about a drill
    last_day: tuple[int, Found] | None = (
        None  # the number of the last sentence that names one day on which something happened, and the day
    )

    @cached_property
    def is_of_patrols(self) -> bool:
        """Whether the report or its title speaks of patrols anywhere."""
        return has("object", self.report.title or "", "patrol") or has("object", self.report.text, "patrol")

    @property
    def region(self) -> str | None:
        """`elsewhere` where every known place lies there: an event without a place does too."""
        return "elsewhere" if self.hints == {"elsewhere"} else None


@dataclass(frozen=True)
class Setting:
    """A clause with what is known where it stands: its sentence and number, what of it did not happen, and the sentence's days."""

    reading: Reading
    sentence: Sentence
    index: int
    clause: Clause
    void: set[str]
    days: list[Found]

    @property
    def days_of_clause(self) -> list[Found]:
        """The days that the clause itself names."""
        return [day for day in self.days if self.clause.start <= day.start < self.clause.end]
