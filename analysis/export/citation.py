"""Citations: the release, the choices, the owner of the data, and a link.

Nothing here reads a clock, so files for the same release and choices are always identical. The caller supplies the day of access.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.exposure import PATROLS, Unit, read_unit
from analysis.questions.holdings import find_lender, read_corridor
from analysis.release import Release
from analysis.selection import Selection
from etl.feeds import read_register

TIME_ZONE = "local calendar dates of the corridor"

# By feed: attribution for its data, and the conditions for republishing it.
CREDITS = {"curated": "Data CC BY 4.0, coordinates GeoNames."} | {
    name: feed.credit for name, feed in read_register().items()
}
SOURCES = {"any": "any source", "independent": "two or more independent sources", "official": "official sources"}


@dataclass(frozen=True)
class Citation:
    """The parts of a citation. `filters` are the choices in words, by what they choose."""

    release: str
    made_at: str
    content_hash: str
    filters: Mapping[str, str]
    credit: str
    link: str = ""

    def about(self, rows: int) -> dict[str, object]:
        """Return the metadata of a file with this many rows, in reading order."""
        facts: dict[str, object] = {
            "release": self.release,
            "made_at": self.made_at,
            "content_hash": self.content_hash,
            "filters": dict(self.filters),
            "time_zone": TIME_ZONE,
            "rows": rows,
            "credit": self.credit,
        }
        return facts | ({"link": self.link} if self.link else {})


def cite_selection(
    release: Release, selection: Selection, *, link: str = "", narrower: Mapping[str, str] | None = None
) -> Citation:
    """Cite an answer to a selection. `narrower` are further choices of a single page, in words."""
    corridor = read_corridor(release, selection)
    filters = describe_choices(selection, corridor["title"], read_unit(corridor)) | dict(narrower or {})
    return _make_citation(release, filters, find_credit(release, selection), link)


def find_credit(release: Release, selection: Selection) -> str:
    """Return the credit for a number: the chosen feed, and the feed whose counts of exposure it borrows."""
    lender = find_lender(release, selection)
    counter = "" if lender else credit_counter(read_corridor(release, selection))
    return " ".join(filter(None, (*(CREDITS[feed] for feed in (selection.feed, lender) if feed), counter)))


def credit_counter(corridor: Mapping[str, Any]) -> str:
    """Return who counted the exposure of a corridor: `Transits counted by IMF PortWatch.` Empty for patrols."""
    unit, counter = read_unit(corridor), corridor.get("own_count")
    return f"{unit.plural[:1].upper()}{unit.plural[1:]} counted by {counter}." if unit.is_counted and counter else ""


def cite_table(release: Release, table: str) -> Citation:
    """Cite all live records of a table in a release."""
    published = release.manifest.tables.get(table)  # an older release may lack the table
    feeds = dict.fromkeys(part.feed for part in (published.parts if published else ()))
    filters = {"Table": f"{table}: all records that stand in the release"}
    return _make_citation(release, filters, " ".join(CREDITS[feed] for feed in feeds), link="")


def _make_citation(release: Release, filters: Mapping[str, str], credit: str, link: str) -> Citation:
    manifest = release.manifest
    return Citation(manifest.name, manifest.made_at, manifest.content_hash, filters, credit, link)


def describe_choices(selection: Selection, title: str, unit: Unit = PATROLS) -> dict[str, str]:
    """Describe every choice in a reader's terms. `title` is the display name of the corridor."""
    words = {
        "Corridor": f"{title} ({selection.corridor})",
        "Feed": selection.feed,
        "Days": f"{selection.from_day} to {selection.to_day}, which is the as-of day",
        "Grain": {"day": "day", "week": "ISO week", "month": "month"}[selection.grain],
        "Patrols": _describe_participants(selection),
        "Attacks counted": "confirmed and coded"
        if selection.verification == "confirmed"
        else "all, disputed and unconfirmed too",
        "Counted": selection.count_by,
        "Attacks reported by": describe_source_choice(selection.sources),
        "Attacks shown": "on any target" if selection.target == "any" else f"on {selection.target.replace('_', ' ')}",
    }
    if unit.is_counted:
        words["Exposure"] = unit.plural
        del words["Patrols"]
    if selection.records_from or selection.records_to:
        words["Records"] = "{} to {}".format(*selection.records_days)
    if selection.is_on_a_stretch:
        first, last = ("its end" if km is None else f"km {km:g}" for km in (selection.km_from, selection.km_to))
        words["Records on the corridor"] = f"from {first} to {last}"
    return words


def _describe_participants(selection: Selection) -> str:
    if selection.participants == "any":
        return "by any party"
    return "joint: all parties took part" if selection.counts_joint else "by the corridor's party"


def describe_source_choice(sources: str) -> str:
    """Describe who must report an attack for it to count, as a noun phrase: `any source`, `the Turkish side`."""
    party = sources.removeprefix("side:")
    return SOURCES.get(sources) or f"the {party[:1].upper()}{party[1:]} side"


def format_citation(citation: Citation, accessed: date | None = None) -> str:
    """Format one paragraph that cites a number: release, choices, credit, link, and the day of access if given."""
    choices = "; ".join(f"{name.lower()}: {words}" for name, words in citation.filters.items())
    access = f" (accessed on {accessed})" if accessed else ""
    link = f" {citation.link}" if citation.link else ""
    return (
        f"Patrolwatch, release {citation.release} of {citation.made_at[:10]}, content {citation.content_hash[:12]}; "
        f"{choices}; {TIME_ZONE}. {citation.credit}{link}{access}"
    )
