"""A question to a service. Names no client, so that code that shows or logs a question need not load one."""

import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class Question:
    """What is fetched of a feed: events since a day, of countries as the service calls them, on corridors of the lake."""

    since: date | None = None
    countries: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the question as the log of fetches names it."""
        return json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False)

    def describe(self) -> str:
        """Return the question in words: `Syria, since 2020-01-01, on m4`; empty where nothing narrows it."""
        parts = [" and ".join(self.countries), self.since and f"since {self.since}", " and ".join(self.corridors)]
        return ", ".join(part for part in parts if part)
