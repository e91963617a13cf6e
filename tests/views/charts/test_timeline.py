"""The figure agrees with its tables: a mark for each number, and doubt drawn as doubt."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from analysis.exposure import PATROLS
from analysis.questions.holdings import read_choices
from analysis.questions.timeline import read_timeline
from tests.cases import attack, complete_coverage, fill_tables, milestone, open_in_memory, patrol, suspension
from views.charts.axis import Span, make_date_axis
from views.charts.milestones import stack_marks
from views.charts.style import GREY, LIGHT, RED
from views.charts.timeline import Mark, describe_timeline
from views.charts.timeline_figure import HEADING_LINE, draw_timeline
from views.charts.titles import wrap_heading
from views.words.figures.picked import name_attacks, name_last_attacks, name_picked

pytestmark = pytest.mark.slow


def draw(release, selection, lag=None):
    """Return the answers for the figure, and its traces by name. The unnamed trace has the texts."""
    answers = read_timeline(release, selection)
    answers = replace(answers, lag=replace(answers.lag, first=lag and lag[0], last=lag and lag[1]))
    drawn = {}
    for trace in draw_timeline(describe_timeline(answers, selection), ink=LIGHT).data:
        drawn.setdefault(trace.name, []).append(trace)
    return answers, drawn


def draw_case(from_day="2020-03-01", to_day="2020-05-31", grain="month", lag=None, **rows):
    """Draw the figure of a made-up case, and return what `draw` does."""
    release = open_in_memory(fill_tables(**rows))
    days = {"from_day": date.fromisoformat(from_day), "to_day": date.fromisoformat(to_day)}
    return draw(release, replace(read_choices(release).make_default(), grain=grain, **days), lag=lag)


def list_drawn_texts(drawn):
    """List the drawn texts: numbers above bars, n below shares, and notes on what cannot be drawn."""
    return [word for trace in drawn[None] for word in trace.text]


def join_all_text(drawn):
    """Join all parts of a figure that may contain text from data."""
    for traces in drawn.values():
        for trace in traces:
            for held in (trace.text, trace.hovertext):
                yield from [held] if isinstance(held, str) else held or []


# Patrols


@pytest.mark.parametrize("grain", ["week", "month"])
def test_the_bars_are_as_high_as_the_table_says(m4, m4_selection, grain):
    data, drawn = draw(m4, replace(m4_selection, grain=grain))
    (quiet,), (attacked,) = drawn["Patrols"], drawn["Attacked"]
    assert len(quiet.x) == len(attacked.x) == len(data.series.to_pylist())
    assert list(attacked.y) == [row["attacked"] for row in data.series.to_pylist()]
    assert [a + b for a, b in zip(quiet.y, attacked.y, strict=True)] == [
        row["patrols"] for row in data.series.to_pylist()
    ]
    # Attacked patrols are stacked on the others.
    assert list(attacked.base) == list(quiet.y)
    assert (sum(quiet.y), sum(attacked.y)) == (20, 4)


def test_by_day_each_patrol_is_a_mark_and_each_attacked_one_a_diamond(m4, m4_selection):
    _, drawn = draw(m4, replace(m4_selection, grain="day"))
    (quiet,), (attacked,) = drawn["Patrols"], drawn["Attacked"]
    assert (quiet.type, len(quiet.x), quiet.marker.symbol) == ("scatter", 20, "circle")
    assert (attacked.type, len(attacked.x), attacked.marker.symbol) == ("scatter", 4, "diamond")
    assert [moment.date().isoformat() for moment in attacked.x] == [
        "2020-06-16",
        "2020-07-14",
        "2020-08-17",
        "2020-08-25",
    ]


def test_two_patrols_of_one_day_are_stacked(m4):
    _, drawn = draw_case(
        grain="day", patrols=[patrol("2020-03-02")] * 3, incidents=[attack("2020-03-02", patrol_id="P2")]
    )
    assert list(drawn["Patrols"][0].y) == [1, 2]
    assert list(drawn["Attacked"][0].y) == [3]


def test_a_patrol_without_a_known_day_is_a_line_over_its_possible_days(m4, m4_selection):
    _, drawn = draw(m4, m4_selection)
    lines = drawn["Day not known"]
    assert [(line.text[2].strip(), line.x[0], line.x[-1]) for line in lines] == [
        ("18?", datetime(2020, 6, 17), datetime(2020, 7, 1)),
        ("23?", datetime(2020, 7, 23), datetime(2020, 8, 12)),
    ]


# Attacks


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_the_attacks_drawn_are_those_of_the_table(m4, m4_selection, grain):
    data, drawn = draw(m4, replace(m4_selection, grain=grain))
    for lane, name in (("on_targets", "On patrols"), ("on_targets_in_doubt", "In doubt"), ("other", "Other")):
        (marks,) = drawn[name]
        rows = [row for row in data.attacks.to_pylist() if row[lane]]
        assert [(str(start), str(end)) for start, end in marks.customdata] == [
            (str(row["start"]), str(row["end"])) for row in rows
        ]
        # A mark alone is one attack. More have a number beside it.
        assert [int(label or 1) for label in marks.text] == [row[lane] for row in rows]


def test_attacks_in_doubt_are_hollow():
    _, drawn = draw_case(
        patrols=[patrol("2020-03-02"), patrol("2020-03-09")],
        incidents=[attack("2020-03-02", patrol_id="P1"), attack("2020-03-09", patrol_id="P2", verification="disputed")],
    )
    assert (drawn["On patrols"][0].marker.symbol, len(drawn["On patrols"][0].x)) == ("diamond", 1)
    assert (drawn["In doubt"][0].marker.symbol, len(drawn["In doubt"][0].x)) == ("diamond-open", 1)


def test_attacks_on_others_in_doubt_are_hollow_on_a_row_of_their_own():
    _, drawn = draw_case(incidents=[attack("2020-03-09", target="civilian", verification="unconfirmed")])
    (lane,) = drawn["Other in doubt"]
    assert (lane.marker.symbol, lane.marker.color, len(lane.x)) == ("diamond-open", GREY, 1)
    _, drawn = draw_case(incidents=[attack("2020-03-09", target="civilian")])
    assert "Other in doubt" not in drawn


def test_ticks_nearer_than_a_month_state_their_day(m4_selection):
    in_days, in_months = make_date_axis(m4_selection)["tickformatstops"]
    assert "%-d" in in_days["value"] and in_days["dtickrange"][1] > 14 * 86_400_000  # the longest step below a month
    assert "%-d" not in in_months["value"] and in_months["dtickrange"][0] == "M1"


def test_attacks_on_a_corridor_that_is_not_covered_completely_are_drawn_as_at_least_so_many():
    _, drawn = draw_case(
        patrols=[patrol("2020-03-02"), patrol("2020-03-09")],
        incidents=[attack("2020-03-02", patrol_id="P1"), attack("2020-03-09", patrol_id="P2", verification="disputed")],
        coverage=[row | {"complete": False} for row in complete_coverage("2020-01-01", "2020-12-31")],
    )
    for name, symbol in (("On patrols", "diamond"), ("In doubt", "diamond-open")):
        (marks,) = drawn[name]
        assert (len(marks.x), marks.marker.symbol) == (1, symbol)
        assert "at least, not completely covered" in marks.hovertext[0]


# Shares


def test_shares_have_a_point_with_its_interval_and_n_where_patrols_ran_and_words_elsewhere(m4, m4_selection):
    data, drawn = draw(m4, m4_selection)
    (points,) = drawn["Share attacked"]
    rows = [row for row in data.shares.to_pylist() if row["patrols"]]
    assert len(rows) == 6  # March to August
    assert list(points.y) == [row["share"] for row in rows]
    assert [y + up for y, up in zip(points.y, points.error_y.array, strict=True)] == pytest.approx(
        [row["high"] for row in rows]
    )
    assert [y - down for y, down in zip(points.y, points.error_y.arrayminus, strict=True)] == pytest.approx(
        [row["low"] for row in rows]
    )
    labels = drawn[None][-1]
    assert list(labels.text) == [str(row["patrols"]) for row in rows] + ["no rate"]
    assert list(labels.x)[:-1] == list(points.x)


def test_a_share_of_few_patrols_is_hollow_and_has_no_percentage_in_words():
    _, drawn = draw_case(
        patrols=[patrol(f"2020-03-{day:02d}") for day in range(2, 7)] + [patrol("2020-04-02")],
        incidents=[attack("2020-03-02", patrol_id="P1")],
    )
    (points,) = drawn["Share attacked"]
    assert list(points.marker.symbol) == ["circle", "circle-open"]
    many, few = points.hovertext
    assert "1 of 5 patrols attacked (20 %, 95 % interval 1 to 72 %)" in many
    assert "0 of 1 patrol attacked" in few and "%" not in few


# Coverage


def test_half_covered_periods_are_hatched_and_uncovered_ones_blank():
    data, drawn = draw_case(
        "2020-02-01", "2020-05-31", patrols=[patrol("2020-03-20"), patrol("2020-04-02")],
        coverage=complete_coverage("2020-03-16", "2020-04-30"),
    )  # fmt: skip
    assert [row["covered"] for row in data.series.to_pylist()] == ["none", "part", "full", "none"]
    for hatched in drawn["Partly covered"]:
        assert hatched.marker.pattern.shape == "/"
        assert [moment.month for moment in hatched.x] == [3]
    # Blank: a bar of height 0 or "no rate" would state that nothing ran.
    assert [moment.month for moment in drawn["Patrols"][0].x] == [3, 4]
    assert "no rate" not in list_drawn_texts(drawn)


def test_a_corridor_without_complete_coverage_shows_what_is_recorded_and_says_that_it_is_no_count():
    _, drawn = draw_case(
        patrols=[patrol("2020-03-02"), patrol("2020-04-02")],
        coverage=[row | {"complete": False} for row in complete_coverage("2020-01-01", "2020-12-31")],
    )
    assert "Patrols" not in drawn
    assert len(drawn["Recorded, not complete"][0].x) == 2
    assert not drawn["Share attacked"][0].x
    assert list_drawn_texts(drawn) == ["not completely covered: no counts", "not completely covered: no rates"]


def test_the_lag_zone_is_shaded_over_its_days():
    _, drawn = draw_case(
        to_day="2020-05-31", lag=(date(2020, 5, 22), date(2020, 5, 31)), patrols=[patrol("2020-03-02")]
    )
    for shade in drawn["Not yet fully reported"]:
        assert list(shade.width) == [10 * 86_400_000]
        assert list(shade.x) == [datetime(2020, 5, 27)]


# Bands


@pytest.mark.parametrize(
    ("start", "end", "first_drawn", "days_drawn", "label"),
    [
        # The start day is before it, and patrols ran again on the end day.
        ("2020-03-10", "2020-04-10", "2020-03-11", 30, "30 d"),
        ("2020-02-10", "2020-04-10", "2020-03-01", 40, "◂ 59 d"),
        ("2020-02-10", "2020-06-20", "2020-03-01", 92, "◂ 111 d, open ▸"),
        ("2020-05-01", None, "2020-05-02", 30, "30 d, open ▸"),
        # Text inside a band this short would overlap its neighbours, so it appears on hover.
        ("2020-05-29", None, "2020-05-30", 2, ""),
        ("2020-03-10", "2020-03-13", "2020-03-11", 2, ""),
    ],
)
def test_a_band_is_drawn_over_its_days_in_view_and_says_what_is_cut(start, end, first_drawn, days_drawn, label):
    _, drawn = draw_case(suspensions=[suspension(start, end)])
    (bars,) = drawn["Announced suspension"]
    assert list(bars.base) == [datetime.fromisoformat(first_drawn)]
    assert list(bars.x) == [days_drawn * 86_400_000]
    assert list(bars.text) == [label]
    assert ("It began before the chosen days." in bars.hovertext[0]) == label.startswith("◂")
    assert ("still open" in bars.hovertext[0]) == (label.endswith("▸") or end is None)


def test_gaps_are_bands_from_the_day_after_a_patrol_to_the_day_of_the_next():
    _, drawn = draw_case(patrols=[patrol("2020-03-10"), patrol("2020-04-10")], to_day="2020-04-15")
    (bars,) = drawn["Observed gap"]
    assert list(bars.base) == [datetime(2020, 3, 11)]
    assert list(bars.x) == [30 * 86_400_000]


def test_bands_lie_under_the_lines_of_milestones_and_marks(m4, m4_selection):
    _, drawn = draw(m4, m4_selection)
    assert list(drawn)[:2] == ["Observed gap", "Announced suspension"]


def test_a_narrowed_choice_of_records_is_marked(m4, m4_selection):
    assert "Records shown" not in draw(m4, m4_selection)[1]
    narrowed = replace(m4_selection, records_from=date(2020, 7, 1), records_to=date(2020, 7, 31))
    (line,) = draw(m4, narrowed)[1]["Records shown"]
    assert list(line.x) == [datetime(2020, 7, 1), datetime(2020, 8, 1)]


def test_the_picked_days_are_grey_through_all_rows(m4, m4_selection):
    narrowed = replace(m4_selection, records_from=date(2020, 7, 1), records_to=date(2020, 7, 31))
    figure = draw_timeline(describe_timeline(read_timeline(m4, narrowed), narrowed), LIGHT)
    (shade,) = figure.layout.shapes
    assert (shade.x0, shade.x1, shade.yref) == (datetime(2020, 7, 1), datetime(2020, 8, 1), "paper")
    assert RED not in str(shade)


# Milestones


def test_milestones_are_numbered_in_the_order_of_the_answers_and_named_on_hover(m4, m4_selection):
    data, drawn = draw(m4, m4_selection)
    titles = [row["title"] for row in data.milestones.to_pylist()]
    said = {line for trace in drawn["Milestone"] for sentence in trace.hovertext for line in sentence.split("<br>")}
    assert len(said) == len(titles)
    for number, title in enumerate(titles, start=1):
        assert any(line.startswith(f"{number}. ") and line.endswith(title) for line in said)


def test_marks_of_milestones_lie_on_no_other(m4_selection):
    days = [date(2020, 3, 15) + timedelta(days=day) for day in (0, 1, 2, 3, 40, 41, 80)]
    marks = [
        Mark(span=Span.from_days(day, day), sentence="", days=("", ""), label=str(number))
        for number, day in enumerate(days)
    ]
    levels = stack_marks(marks, m4_selection, 400)
    assert [[[mark.label for mark in group] for group in level] for level in levels] == [
        [["0"], ["4"], ["6"]],
        [["1", "2", "3"], ["5"]],
    ]


# Hover texts


@pytest.mark.parametrize(
    ("weeks", "mode", "position"),
    [(13, "markers+text", "middle right"), (40, "markers+text", "top center"), (90, "markers", None)],
)
def test_counts_of_attacks_are_drawn_where_they_cover_no_mark(weeks, mode, position):
    mondays = [date(2020, 3, 2) + timedelta(weeks=week) for week in range(weeks)]
    days = [str(day) for day in mondays for _ in range(2)]
    last = mondays[-1] + timedelta(days=6)
    _, drawn = draw_case(
        "2020-03-02", str(last), "week", patrols=[patrol(day) for day in days],
        incidents=[attack(day, patrol_id=f"P{number}") for number, day in enumerate(days, start=1)],
        coverage=complete_coverage("2020-03-02", str(last)),
    )  # fmt: skip
    (lane,) = drawn["On patrols"]
    assert lane.mode == mode
    assert position in (None, lane.textposition)
    assert {word.strip() for word in lane.text} == {"2"}


def test_an_attack_names_itself_under_the_pointer(m4, m4_selection):
    data, drawn = draw(m4, m4_selection)
    sentence = drawn["On patrols"][0].hovertext[0]
    assert "1 attack, on patrols; " in sentence
    assert "16 June 2020" in sentence
    lanes = data.attacks.to_pylist()
    for lane in ("on_targets", "on_targets_in_doubt", "other", "other_in_doubt"):
        assert sum(row["lane"] == lane for row in data.named) == sum(row[lane] or 0 for row in lanes)


def test_many_attacks_in_one_mark_are_not_all_named():
    row = {
        "kind": "ied",
        "place": "",
        "date": date(2020, 6, 16),
        "date_end": date(2020, 6, 16),
        "date_precision": "day",
        "corrected": None,
    }
    assert name_attacks([row] * 5).count("16 June 2020") == 3
    assert name_attacks([row] * 5).endswith("; and 2 more")


def test_the_last_attacks_are_named_newest_first_with_what_is_known_of_them():
    row = {
        "kind": "ied", "place": "Ariha", "target": "civilian", "lane": "other", "corrected": None,
        "date": date(2020, 6, 16), "date_end": date(2020, 6, 16), "date_precision": "day",
    }  # fmt: skip
    later = row | {"date": date(2020, 6, 17), "date_end": date(2020, 6, 30), "date_precision": "range"}
    doubtful = later | {"lane": "on_targets_in_doubt", "target": "unknown", "place": ""}
    assert name_last_attacks([row, doubtful], PATROLS) == [
        ("17–30 June 2020", "IED · in doubt"), ("16 June 2020", "IED · Civilian · Ariha")
    ]  # fmt: skip
    assert len(name_last_attacks([row] * 30, PATROLS)) == 10


def test_what_is_picked_is_named_as_short_as_can_be(m4_selection):
    days = {"records_from": date(2020, 7, 1), "records_to": date(2020, 7, 31)}
    assert name_picked(replace(m4_selection, **days)) == "July 2020"
    assert name_picked(replace(m4_selection, **days, km_from=10.4, km_to=20.9)) == "July 2020, km 10.4 to 20.9"
    assert name_picked(replace(m4_selection, records_from=date(2020, 12, 31))) == "31 December 2020"
    assert name_picked(replace(m4_selection, km_to=20.9)) == "start to km 20.9"


# On a phone


def test_a_phone_gets_fewer_rows_in_little_height(m4, m4_selection):
    timeline = describe_timeline(read_timeline(m4, m4_selection), m4_selection)
    wide, compact = draw_timeline(timeline, LIGHT), draw_timeline(timeline, LIGHT, is_small=True)
    assert (
        compact.layout.height < 230 < wide.layout.height < 450
    )  # without title and source, so that the dates fit on the first screen
    assert "Share attacked" not in {trace.name for trace in compact.data}
    assert compact.layout.dragmode is False  # a finger scrolls the page
    assert len(wide.to_json()) < 20_000


# Text from data


def test_no_text_from_data_is_read_as_markup():
    hostile = '<b>x</b><a href="http://evil.example/">y</a>'
    _, drawn = draw_case(
        patrols=[
            patrol("2020-03-02"),
            patrol("2020-03-05", until="2020-03-08", patrol_id=hostile),
            patrol("2020-04-20"),
        ],
        suspensions=[suspension("2020-03-20", "2020-04-01", suspension_id=hostile, announced_by=hostile)],
        milestones=[milestone("2020-03-15", hostile)],
    )
    texts = list(join_all_text(drawn))
    assert sum("evil.example" in held for held in texts) == 2  # the announcer and the place as text, without an id
    assert not [held for held in texts if "<b>" in held or "<a" in held]


def test_a_heading_of_two_lines_on_a_phone_has_room_above_its_row(m4, m4_selection):
    timeline = describe_timeline(read_timeline(m4, m4_selection), m4_selection)
    short = replace(timeline, headings=[heading[:20] for heading in timeline.headings])
    assert any(len(wrap_heading(heading)) == 2 for heading in timeline.headings)
    heights = [draw_timeline(each, LIGHT, is_narrow=True).layout.height for each in (timeline, short)]
    assert heights[0] - heights[1] == HEADING_LINE
    wide = [draw_timeline(each, LIGHT).layout.height for each in (timeline, short)]
    assert wide[0] == wide[1] == heights[1]
