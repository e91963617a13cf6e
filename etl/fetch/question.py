"""A question to a service. Imports no client, so that code that shows or logs a question need not load one."""

import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class Question:
    """What to fetch from a feed: events since a day, for countries as the service names them, on corridors of the lake."""

    since: date | None = None
    countries: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the question in the form used by the log of fetches."""
        return json.dumps(asdict(self), default=str, sort_keys=True, ensure_ascii=False)

    def describe(self) -> str:
        """Describe the question as `Syria, since 2020-01-01, on m4`. Empty if it has no restrictions."""
        parts = [" and ".join(self.countries), self.since and f"since {self.since}", " and ".join(self.corridors)]
        return ", ".join(part for part in parts if part)
