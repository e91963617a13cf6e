"""The figure of Compare: its series, and their small multiples."""

from dataclasses import replace
from datetime import date

from analysis.exposure import read_unit
from analysis.questions import comparison
from analysis.questions.comparison import MOST_SERIES, Series
from analysis.questions.holdings import read_corridor
from analysis.questions.rates.counted import count_unknown_targets, is_sourced
from analysis.questions.timeline import Unsettled, count_headline, list_announced_suspensions
from analysis.selection import Choices, Selection
from etl.tables.labels import label_feed
from views.charts.comparison import Compared, draw_comparison
from views.parts.figures import Drawing
from views.parts.view import View
from views.state import cache
from views.words.figures import comparison as words
from views.words.figures.titles import name_corridor
from views.words.phrases import capitalise, uncapitalise
from views.words.statistics.counted import name_sourced
from views.words.suspensions import name_side


def list_alike(choices: Choices, corridor: str) -> list[str]:
    """List the corridors with rates of the same kind: shares of patrols, or attacks per counted unit."""
    return [name for name in choices.corridors if (name in choices.counted) == (corridor in choices.counted)]


def list_kinds(view: View, choices: Choices) -> list[str]:
    """List what can be compared here: kinds with at least two members."""
    numbers = {
        "suspensions": view.ask(list_announced_suspensions).num_rows,
        "corridors": len(choices.corridors),
        "feeds": len(choices.list_feeds(view.selection.corridor)),
        "periods": MOST_SERIES,
    }
    return [kind for kind, number in numbers.items() if number > 1]


def list_compared(kind: str, choices: Choices, corridor: str) -> list[str]:
    """List the corridors or feeds that can be compared, those with rates of the same kind first."""
    if kind == "feeds":
        return choices.list_feeds(corridor)
    alike = list_alike(choices, corridor)
    return [*alike, *(name for name in choices.corridors if name not in alike)]


def choose_usual(kind: str, choices: Choices, selection: Selection) -> list[str]:
    """Return the default corridors or feeds to compare.

    These are the chosen corridor and those with rates of the same kind, or others if there are none; preferably those covered
    on some of the chosen days.
    """
    corridor = selection.corridor
    if kind == "feeds":
        return choices.list_feeds(corridor)[:MOST_SERIES]
    alike = list_alike(choices, corridor)
    offered = alike if len(alike) > 1 else list_compared(kind, choices, corridor)
    others = [name for name in offered if name != corridor]
    return [corridor, *([name for name in others if _is_covered(name, choices, selection)] or others)][:MOST_SERIES]


def _is_covered(corridor: str, choices: Choices, selection: Selection) -> bool:
    first, last = choices.opening_days[corridor, choices.list_feeds(corridor)[0]]
    return first <= selection.to_day and last >= selection.from_day


def list_begun(view: View) -> list[tuple[date, str]]:
    """List the days on which suspensions began, oldest first, with what stopped where that is not always the same."""
    unit, rows = read_unit(view.ask(read_corridor)), view.ask(list_announced_suspensions).to_pylist()
    return list(dict.fromkeys((row["start"], name_side(row["side"], unit) if unit.is_counted else "") for row in rows))


def list_series(
    view: View, kind: str, compared: list[str], align: str, parts: int, choices: Choices
) -> tuple[list[Series], list[str]]:
    """List the series to compare, and the names of those without a reference day.

    `compared` names corridors or feeds, `align` is how they are aligned, and `parts` the number of periods that the days are
    split into.
    """
    chosen = view.selection
    if kind == "suspensions":
        return [
            Series(words.name_suspension(start, stops), comparison.frame_suspension(chosen, start), start)
            for start, stops in list_begun(view)[-MOST_SERIES:]
        ], []
    if kind == "periods":
        is_counted = read_unit(view.ask(read_corridor)).is_counted
        split = comparison.split_days(chosen, parts, between_counts=is_counted)
        days = [words.name_days(each.selection.from_day, each.selection.to_day) for each in split]
        return [replace(each, name=name) for each, name in zip(split, days, strict=True)], []
    series: list[Series] = []
    left_out: list[str] = []
    for name in compared:
        corridor, feed = (name, choices.list_feeds(name)[0]) if kind == "corridors" else (chosen.corridor, name)
        if name == chosen.corridor:
            feed = chosen.feed
        has_one_party = choices.has_one_party(corridor)
        selection = replace(chosen, corridor=corridor, feed=feed, sources="any", has_one_party=has_one_party)
        title = (
            name_corridor({"corridor": corridor, "title": choices.titles[corridor]})
            if kind == "corridors"
            else capitalise(label_feed(name))
        )
        if align == "date":
            series.append(Series(title, selection))
            continue
        opening = choices.make_default(corridor, feed)
        selection = replace(selection, from_day=opening.from_day, to_day=opening.to_day)
        start = comparison.find_last_suspension(view.opened, selection)
        if start is None:
            left_out.append(title)
            continue
        name_of = f"{title}, {uncapitalise(words.name_suspension(start))}"
        series.append(Series(name_of, comparison.frame_suspension(selection, start), start))
    return series, left_out


def compute_compared(view: View, series: list[Series]) -> list[Compared]:
    """Compute the rates of each series, with the suspensions shown behind series by date."""
    by_date = all(each.zero is None for each in series)
    compared = []
    for each in series:
        rows = cache.answer(comparison.compute_series, view.opened, each)
        bands = view.ask(list_announced_suspensions, corridor=each.selection.corridor, feed=each.selection.feed)
        unit = read_unit(cache.answer(read_corridor, view.opened, each.selection))
        sourced = cache.answer(is_sourced, view.opened, each.selection)
        events = name_sourced(each.selection, is_sourced=sourced)
        if unit.is_counted:
            unsettled = cache.answer(count_unknown_targets, view.opened, each.selection)
        else:
            unsettled = Unsettled.read(cache.answer(count_headline, view.opened, each.selection)).patrols_at_most
        heading = words.head_series(each.name, rows, unit, events, unsettled)
        suspensions = bands.to_pylist() if by_date else []
        compared.append(Compared(each.name, heading, rows, suspensions, unit, events, sourced))
    return compared


def draw_compared(
    view: View, series: list[Series], compared: list[Compared], kind: str, align: str, *, is_small: bool
) -> Drawing:
    """Draw the series below each other."""
    by_date = all(each.zero is None for each in series)
    return Drawing(
        draw_comparison(compared, view.selection if by_date else None, view.ink, is_small=is_small),
        "comparison",
        words.describe_figure([each.heading for each in compared]),
        sum(len(each.rows) for each in compared),
        subtitle=words.subtitle_figure(kind, align, [each.unit for each in compared]),
    )
