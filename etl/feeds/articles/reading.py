"""The state while a report is read, from its first sentence to its last."""

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
    """A report: its text, and what the user says about it."""

    text: str
    published: date | None = None
    publisher: str | None = None
    title: str | None = None


@dataclass
class Reading:
    """A report with its sentences, the events found so far, and what applies until a sentence says otherwise."""

    report: Report
    sentences: list[Sentence]
    calendar: Calendar
    gazetteer: Gazetteer
    found: FoundEvents = field(default_factory=FoundEvents)
    corridor: str | None = None  # the corridor named last before this sentence
    near: str | None = None  # the same, including this sentence
    hints: set[str] = field(default_factory=set)  # of all places so far
    series: str | None = None  # who runs the patrols that the report is about
    listed: Event | None = None  # attacks that were counted, and may be reported one by one
    heading: Found | None = None  # the day in the heading above
    announced: set[date] = field(default_factory=set)  # the days of the statements that the report quotes
    has_days: bool = False  # whether this sentence names days
    entries: list[int] = field(default_factory=list)  # the numbers of the sentences that start an entry of a list
    drilled: int | None = None  # the number of the last sentence about a drill
    last_day: tuple[int, Found] | None = (
        None  # the number of the last sentence that names one day on which something happened, and the day
    )

    @cached_property
    def is_of_patrols(self) -> bool:
        """Whether the report or its title mentions patrols."""
        return has("object", self.report.title or "", "patrol") or has("object", self.report.text, "patrol")

    @property
    def region(self) -> str | None:
        """`elsewhere` if every known place lies elsewhere. Then an event without a place does too."""
        return "elsewhere" if self.hints == {"elsewhere"} else None


@dataclass(frozen=True)
class Setting:
    """A clause in context: its sentence and number, what in it did not happen, and the days of the sentence."""

    reading: Reading
    sentence: Sentence
    index: int
    clause: Clause
    void: set[str]
    days: list[Found]

    @property
    def days_of_clause(self) -> list[Found]:
        """The days in the clause itself."""
        return [day for day in self.days if self.clause.start <= day.start < self.clause.end]
