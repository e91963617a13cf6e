"""The figures that other sites may show in a frame, by file name, each drawn from the keys of its page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from analysis.exposure import COUNTED, EXPOSURES, Exposure, read_unit
from analysis.links.codec import parse_number
from analysis.links.refusal import quote_value, refuse_word
from analysis.questions.comparison import MOST_SERIES
from analysis.questions.holdings import read_corridor
from analysis.questions.rates import choose_block_size, find_place, find_usual_kilometre
from analysis.questions.route import LENGTHS_KM, choose_stretch_length, find_ends
from analysis.questions.timeline import count_caveats, count_headline
from views.parts.figures import Drawing
from views.parts.view import View
from views.sections.drawings import comparison, risk, road
from views.sections.risk.rates import LEAST_BLOCK, MOST_BLOCK
from views.sections.risk.suspensions import MOST_DAYS
from views.state import cache
from views.words.figures.comparison import ALIGNMENTS
from views.words.figures.road import HOW_TO_READ_MARKS, HOW_TO_READ_RUNS, MARKS
from views.words.statistics.exposure import PER_PATROL, Exposed

Own = Mapping[str, str]  # values of the keys of one page
NUMBERS = {"k": (LEAST_BLOCK, MOST_BLOCK), "window": (0, MOST_DAYS), "parts": (2, MOST_SERIES)}


@dataclass(frozen=True)
class Embedded:
    """A figure with its page, and the keys of the page that it depends on. Its link opens the page with `opens`."""

    page: str
    draw: Callable[[View, Own, bool], Drawing | None]
    keys: tuple[str, ...] = ()
    opens: Own = field(default_factory=dict)


def check_keys(view: View, own: Own) -> Iterator[tuple[str, str]]:
    """Yield each key whose value is not available, with the reason. The exposure is checked as for tables."""
    choices = cache.list_choices(view.opened)
    words = {
        "exposure": [*EXPOSURES, COUNTED],
        "align": list(ALIGNMENTS),
        "stretch": [f"{length:g}" for length in LENGTHS_KM],
        "compare": comparison.list_kinds(view, choices) if "compare" in own else [],
    }
    for key, value in own.items():
        if key in NUMBERS:
            least, most = NUMBERS[key]
            if parse_number(value, least, most) is None:
                yield key, f"{key}: {quote_value(value)} is not a whole number from {least} to {most:,}."
        elif key in words and value not in words[key]:
            yield key, refuse_word(key, value, words[key]).reason
    kind = own.get("compare", "")
    offered = comparison.list_compared(kind, choices, view.selection.corridor) if kind in ("corridors", "feeds") else []
    if unknown := [name for name in _split(own.get("with", "")) if name not in offered]:
        yield "with", f"with: there is no {quote_value(unknown[0])} to compare here."


def _split(names: str) -> list[str]:
    return [name for name in names.split(",") if name]


def _read_exposed(view: View, own: Own) -> Exposed:
    by = own.get("exposure", PER_PATROL.exposure.by)
    if by != "reached":
        return Exposed(Exposure(by))
    usual = view.ask(find_usual_kilometre)
    exposure = Exposure(by, float(own.get("reached", usual)))
    return Exposed(exposure, view.ask(find_place, exposure))


def _count_patrols(view: View) -> int:
    """Return the number of patrols that rates are based on, or 0 if not all are held."""
    return view.ask(count_headline)["patrols"] or 0


def _draw_blocks(view: View, own: Own, is_small: bool) -> Drawing | None:
    patrols = _count_patrols(view)
    size = int(own.get("k", choose_block_size(patrols)))
    return risk.draw_blocks(view, _read_exposed(view, own), size) if patrols else None


def _draw_periods(view: View, own: Own, is_small: bool) -> Drawing | None:
    if (unit := read_unit(view.ask(read_corridor))).is_counted:
        counted = risk.collect_counted(view)
        return risk.draw_counted_periods(view, counted, risk.name_counted(view, counted, unit))
    return risk.draw_periods(view, _read_exposed(view, own)) if _count_patrols(view) else None


def _draw_windows(view: View, own: Own, is_small: bool) -> Drawing | None:
    days = int(own.get("window", 0))
    if (unit := read_unit(view.ask(read_corridor))).is_counted:
        return risk.draw_counted_windows(view, days, risk.name_counted(view, risk.collect_counted(view), unit))
    return risk.draw_windows(view, days, is_small) if view.ask(count_caveats)["complete"] else None


def _draw_choices(view: View, own: Own, is_small: bool) -> Drawing | None:
    if (unit := read_unit(view.ask(read_corridor))).is_counted:
        return risk.draw_counted_choices(view, risk.name_counted(view, risk.collect_counted(view), unit))
    return risk.draw_shares(view)


def _draw_quiet_patrols(view: View, own: Own, is_small: bool) -> Drawing | None:
    return risk.draw_quiet_patrols(view, _read_exposed(view, own)) if _count_patrols(view) else None


def _draw_quiet_days(view: View, own: Own, is_small: bool) -> Drawing | None:
    return risk.draw_quiet_days(view) if _count_patrols(view) else None


def _read_road(view: View, own: Own) -> tuple[road.Posts, float] | None:
    posts = view.ask(find_ends)
    return (posts, float(own.get("stretch", choose_stretch_length(*posts)))) if posts else None


def _explain(drawing: Drawing | None, note: str) -> Drawing | None:
    """Add an explanation of the marks, since a narrow frame has no room for a legend."""
    return replace(drawing, note=note) if drawing else None


def _draw_map(view: View, own: Own, is_small: bool) -> Drawing | None:
    if (unit := read_unit(view.ask(read_corridor))).is_counted:
        return road.draw_open_map(view, unit, is_small)
    found = _read_road(view, own)
    return _explain(road.draw_road_map(view, *found, is_small), MARKS) if found else None


def _draw_strip(view: View, own: Own, is_small: bool) -> Drawing | None:
    found = _read_road(view, own)
    if found is None:
        return None
    strip = road.collect_strip(view, *found)
    runs, marks = HOW_TO_READ_RUNS * bool(strip.patrols), HOW_TO_READ_MARKS * bool(strip.incidents)
    return _explain(road.draw_road_strip(view, *found, is_small), f"{runs} {marks}".strip())


def _draw_stretches(view: View, own: Own, is_small: bool) -> Drawing | None:
    found = _read_road(view, own)
    return road.draw_road_stretches(view, *found) if found else None


def _draw_comparison(view: View, own: Own, is_small: bool) -> Drawing | None:
    choices = cache.list_choices(view.opened)
    kinds = comparison.list_kinds(view, choices)
    if not kinds:
        return None
    kind, align = own.get("compare", kinds[0]), own.get("align", "date")
    named = _split(own.get("with", "")) or comparison.choose_usual(kind, choices, view.selection)
    series, _ = comparison.list_series(view, kind, named[:MOST_SERIES], align, int(own.get("parts", 2)), choices)
    compared = comparison.compute_compared(view, series)
    if len(series) < 2:
        return None
    return comparison.draw_compared(view, series, compared, kind, align, is_small=is_small)


FIGURES: Mapping[str, Embedded] = {
    "rates-by-block": Embedded("risk", _draw_blocks, ("exposure", "reached", "k")),
    "rates-by-period": Embedded("risk", _draw_periods, ("exposure", "reached")),
    "around-suspensions": Embedded("risk", _draw_windows, ("window",), {"card": "suspensions"}),
    "forest": Embedded("risk", _draw_choices, opens={"card": "sure"}),
    "reporting-lag": Embedded("risk", lambda view, own, is_small: risk.draw_lag(view), opens={"card": "sure"}),
    "patrols-between-attacks": Embedded("risk", _draw_quiet_patrols, ("exposure", "reached"), {"card": "between"}),
    "days-between-attacks": Embedded("risk", _draw_quiet_days, opens={"card": "between"}),
    "map": Embedded("road", _draw_map, ("stretch",)),
    "strip": Embedded("road", _draw_strip, ("stretch",)),
    "stretches": Embedded("road", _draw_stretches, ("stretch",)),
    "comparison": Embedded("compare", _draw_comparison, ("compare", "with", "align", "parts")),
}
