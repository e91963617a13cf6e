"""The figures of the Risk page. Functions return None if there is nothing to draw."""

from typing import Any

from analysis.exposure import EVERY_UNIT, Unit
from analysis.questions.denominators import compute_shares_by_denominator, compute_shares_by_sources
from analysis.questions.lag import compute_reporting_lag
from analysis.questions.periods import compute_rates_by_period
from analysis.questions.rates import (
    collect_counted_rates,
    compute_rates_by_block,
    list_days_between_attacks,
    list_patrols_between_attacks,
)
from analysis.questions.rates.by_choice import compute_rates_by_choice
from analysis.questions.rates.counted import CountedRates
from analysis.questions.suspensions import compare_windows
from analysis.statistics.intervals import FEW_PATROLS, compute_g_limits
from views.charts.doubt import draw_reporting_lag
from views.charts.forest import draw_before_during_after, draw_forest, draw_rates_around, draw_rates_by_choice
from views.charts.risk import draw_days_between, draw_patrols_between, draw_rates_by_block, draw_rates_by_period
from views.parts.figures import Drawing
from views.parts.view import View
from views.state import cache
from views.words import doubt as doubt_words
from views.words import risk as words
from views.words import suspensions as suspension_words
from views.words.phrases import capitalise
from views.words.statistics import counted as counted_words
from views.words.statistics.exposure import Exposed


def draw_blocks(view: View, exposed: Exposed, patrols: int) -> Drawing | None:
    """Draw the rates by block of this many patrols."""
    rows = view.ask(compute_rates_by_block, patrols, exposed.exposure).to_pylist()
    if not rows:
        return None
    alt = words.describe_rates_figure(f"by blocks of {patrols} patrols", rows, exposed)
    figure = draw_rates_by_block(rows, view.ink, exposed)
    return Drawing(figure, "rates-by-block", alt, len(rows))


def draw_periods(view: View, exposed: Exposed) -> Drawing | None:
    """Draw the rates by period."""
    rows = view.ask(compute_rates_by_period, exposed.exposure).to_pylist()
    if not any(row["patrols"] for row in rows):
        return None
    alt = words.describe_rates_figure(f"by {view.selection.grain}", rows, exposed)
    figure = draw_rates_by_period(rows, view.selection, view.ink, exposed)
    return Drawing(figure, "rates-by-period", alt, len(rows))


def draw_windows(view: View, days: int, is_small: bool) -> Drawing | None:
    """Draw the shares before, during and after each suspension. 0 days means as long as the suspension."""
    rows, names = view.ask(compare_windows, days or None).to_pylist(), cache.read_names(view.opened)
    if not rows:
        return None
    figure = draw_before_during_after(rows, names, view.ink, is_small=is_small)
    alt = " ".join(suspension_words.describe_windows(rows, names))
    return Drawing(figure, "around-suspensions", alt, len(rows))


def draw_shares(view: View) -> Drawing | None:
    """Draw the share attacked by each way of counting the patrols and each choice of sources."""
    denominators, sources = (
        view.ask(compute_shares_by_denominator).to_pylist(),
        view.ask(compute_shares_by_sources).to_pylist(),
    )
    if all(row["share"] is None for row in denominators + sources):
        return None
    sentences = [
        *doubt_words.describe_denominators(denominators),
        *doubt_words.describe_sources(sources, view.selection),
    ]
    figure = draw_forest(denominators, sources, view.ink)
    return Drawing(figure, "forest", " ".join(sentences), len(denominators) + len(sources))


def draw_lag(view: View) -> Drawing | None:
    """Draw how soon after their day records became known."""
    rows = view.ask(compute_reporting_lag).to_pylist()
    if not any(row["of"] >= FEW_PATROLS for row in rows):
        return None
    alt = " ".join(doubt_words.describe_reporting_lag(rows))
    return Drawing(draw_reporting_lag(rows, view.ink), "reporting-lag", alt, len(rows))


def draw_quiet_patrols(view: View, exposed: Exposed) -> Drawing | None:
    """Draw the number of quiet patrols between attacked ones."""
    rows = view.ask(list_patrols_between_attacks, exposed.exposure).to_pylist()
    still_open = sum(row["is_open"] for row in rows)
    limits = compute_g_limits(sum(row["quiet"] for row in rows), len(rows) - still_open, still_open)
    if not limits:
        return None
    alt = words.describe_intervals_figure(words.describe_patrols_between(rows, limits, exposed))
    figure = draw_patrols_between(rows, limits, view.ink)
    return Drawing(figure, "patrols-between-attacks", alt, len(rows))


def draw_quiet_days(view: View) -> Drawing | None:
    """Draw the number of days between attacks on patrols."""
    rows = view.ask(list_days_between_attacks).to_pylist()
    if not rows:
        return None
    alt = words.describe_intervals_figure(words.describe_days_between(rows))
    return Drawing(draw_days_between(rows, view.ink), "days-between-attacks", alt, len(rows))


def collect_counted(view: View) -> CountedRates:
    """Compute the rates of a corridor with counted exposure."""
    return collect_counted_rates(
        view.selection, lambda question, chosen, *more: cache.answer(question, view.opened, chosen, *more)
    )


def name_counted(view: View, counted: CountedRates, unit: Unit) -> Exposed:
    """Return names for what the rates are divided by and what they count."""
    events = counted_words.name_sourced(view.selection, is_sourced=counted.is_sourced)
    return Exposed(EVERY_UNIT, unit=unit, events=capitalise(events))


def draw_counted_periods(view: View, counted: CountedRates, exposed: Exposed) -> Drawing | None:
    """Draw the rates by period for counted exposure."""
    rows = counted.rates.to_pylist()
    if all(row["rate"] is None for row in rows):
        return None
    alt = words.describe_rates_figure(f"by {view.selection.grain}", rows, exposed)
    figure = draw_rates_by_period(rows, view.selection, view.ink, exposed)
    return Drawing(figure, "rates-by-period", alt, len(rows))


def compute_choices(view: View) -> list[dict[str, Any]]:
    """Compute the rate of the chosen days for each choice of what counts that the corridor offers."""
    offered, corridor = cache.list_choices(view.opened), view.selection.corridor
    counts, sources = tuple(offered.list_ways_to_count(corridor)), tuple(offered.list_sources(corridor))
    rows: list[dict[str, Any]] = view.ask(compute_rates_by_choice, counts, sources)
    return rows


def name_rate_by_choice(view: View, unit: Unit) -> str:
    """Name the rates of these choices."""
    is_sourced = collect_counted(view).is_sourced
    return counted_words.name_rate_by_choice(compute_choices(view), unit, is_sourced=is_sourced)


def draw_counted_choices(view: View, exposed: Exposed) -> Drawing | None:
    """Draw the rate of the chosen days by what counts as an attack and who must report it, for counted exposure."""
    rows = compute_choices(view)
    if any(row["rate"] is None for row in rows):
        return None
    choices: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        choices.setdefault(counted_words.label_choice(row, view.selection), []).append(row)
    heading = f"{capitalise(name_rate_by_choice(view, exposed.unit))}, 95 % interval"
    figure = draw_rates_by_choice(list(choices.items()), heading, exposed.unit, view.ink)
    alt = counted_words.describe_choices(rows, exposed.unit)
    return Drawing(figure, "forest", alt, len(rows))


def draw_counted_windows(view: View, days: int, exposed: Exposed) -> Drawing | None:
    """Draw the rates before, during and after each suspension, for counted exposure."""
    unit, rows, names = exposed.unit, view.ask(compare_windows, days or None).to_pylist(), cache.read_names(view.opened)
    if not (groups := counted_words.group_windows(rows, unit, names)):
        return None
    heading = f"{exposed.events} {exposed.per}, 95 % interval"
    alt = " ".join(counted_words.describe_windows(rows, unit, exposed.events.lower(), names))
    return Drawing(draw_rates_around(groups, heading, unit, view.ink), "around-suspensions", alt, len(rows))
