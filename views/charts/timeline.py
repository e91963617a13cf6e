"""The figure of the Timeline as rows, bands, marks and labels over a date axis.

The page draws it with Plotly (timeline_figure.py), the briefing as SVG without a browser (views/briefing/drawing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.exposure import UNITS_OF_A_RATE, Unit
from analysis.questions.timeline import TimelineAnswers
from analysis.selection import Selection
from views.charts.axis import Span, find_runs_without_patrols, find_smallest_gap, label_band, place_band, place_period
from views.charts.style import ATTACK, Estimate
from views.words import timeline as words
from views.words.figures import hollow_marks
from views.words.figures.picked import name_attacks
from views.words.phrases import capitalise, name_around
from views.words.suspensions import describe_gap, describe_suspension
from views.words.timeline import counted

LANES = {  # of attacks: name, shape, whether in the accent colour, whether hollow
    "on_targets": ("On patrols", ATTACK, True, False),
    "on_targets_in_doubt": ("In doubt", ATTACK, True, True),
    "other": ("Other", ATTACK, False, False),
    "other_in_doubt": ("Other in doubt", ATTACK, False, True),
}


BESIDE, ABOVE = "beside", "above"  # position of a mark's count


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark over a span of time: its sentence, the days to which a click narrows the records, and a label."""

    span: Span
    sentence: str
    days: tuple[str, str]
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Exposed(Mark):
    """The exposure of a period: the number of patrols or transits, and how many patrols were attacked."""

    run: int
    attacked: int


@dataclass(frozen=True, kw_only=True)
class Attacks(Mark):
    """The attacks of one lane in a period."""

    count: int


@dataclass(frozen=True, kw_only=True)
class Share(Mark):
    """The share attacked of a period. Its label is the number of patrols it is based on."""

    estimate: Estimate


@dataclass(frozen=True)
class AttackLane:
    """A lane of attacks: its name, and the shape, accent colour and filling of its marks."""

    name: str
    shape: str
    is_accented: bool
    is_hollow: bool
    marks: list[Attacks]


@dataclass(frozen=True)
class Names:
    """The names of rows, lanes and the scale of rates, and the end of that scale, which is 1 for shares."""

    bars: str = "Patrols"
    rates: str = "Share attacked"
    bands: tuple[str, str] = ("Gap", "Suspension")
    kinds_of_bands: tuple[str, str] = ("Observed gap", "Announced suspension")
    top: float | None = None


@dataclass(frozen=True)
class Timeline:
    """The content of the figure, in the order of its rows.

    `exposed` and `shares` are None without complete coverage; `recorded` are then the known patrols. `partly_covered` are the
    spans to hatch behind patrols and shares, `no_rate` those in which no patrol ran.
    """

    selection: Selection
    headings: list[str]
    gaps: list[Mark]
    suspensions: list[Mark]
    exposed: list[Exposed] | None
    recorded: list[Mark]
    unknown_days: list[Mark]
    attacks: list[AttackLane]
    shares: list[Share] | None
    no_rate: list[Span]
    partly_covered: tuple[list[Span], list[Span]]
    lag: Span | None
    milestones: list[Mark]
    names: Names = Names()

    @property
    def is_counted(self) -> bool:
        """Whether rates per unit replace shares."""
        return self.names.top is not None

    @property
    def no_exposure(self) -> str:
        """The text in the row of patrols or counts if there are none."""
        return words.NO_RATE_AT_GRAIN if self.is_counted else words.NO_COUNTS_DRAWN

    @property
    def no_rates(self) -> str:
        """The text in the row of shares or rates if there are none."""
        return words.NO_RATE_AT_GRAIN if self.is_counted else words.NO_RATES_DRAWN


def describe_timeline(answers: TimelineAnswers, selection: Selection) -> Timeline:
    """Describe the figure from the answers of the Timeline to a selection."""
    if answers.counted:
        return _describe_counted(answers, answers.counted.rates.to_pylist(), selection)
    series, shares = answers.series.to_pylist(), answers.shares.to_pylist()
    counted = [row for row in series if row["patrols"] is not None]
    has_rates = any(row["patrols"] is not None for row in shares)
    lag, names = answers.lag, name_around(answers.gaps)
    return Timeline(
        selection=selection,
        headings=words.name_rows(selection.grain, answers.share_grain),
        gaps=[_describe_band(row, describe_gap(row, names), selection) for row in answers.gaps],
        suspensions=[_describe_band(row, describe_suspension(row), selection) for row in answers.suspensions],
        exposed=[_describe_patrols(row, selection) for row in counted] if counted else None,
        recorded=[_describe_patrol(row, selection) for row in answers.recorded if row["date"] and row["date_end"]],
        unknown_days=[
            _describe_patrol(row, selection) for row in answers.unknown_days if row["date"] and row["date_end"]
        ],
        attacks=_leave_out_empty([_describe_lane(column, answers, selection) for column in LANES], least=3),
        shares=[_describe_share(row, selection) for row in shares if row["share"] is not None] if has_rates else None,
        no_rate=find_runs_without_patrols(shares, selection),
        partly_covered=(_find_partly_covered(series, selection), _find_partly_covered(shares, selection)),
        lag=Span.from_days(lag.first, lag.last, selection) if lag.first and lag.last else None,
        milestones=[
            _describe_milestone(number, row, selection)
            for number, row in enumerate(answers.milestones.to_pylist(), start=1)
        ],
    )


def _describe_counted(answers: TimelineAnswers, rates: list[dict[str, Any]], selection: Selection) -> Timeline:
    """Describe the figure for counted exposure: bars of counts, and rates per unit instead of shares."""
    unit = answers.unit
    held, rated = ([row for row in rates if row[name] is not None] for name in ("exposed", "rate"))
    attacks, exposure = (
        _join_bands([row for row in answers.suspensions if row["side"] == side], unit, selection)
        for side in ("attacks", "exposure")
    )
    on_targets = f"On {unit.targets}"
    lanes = [_describe_lane(column, answers, selection) for column in LANES]
    return Timeline(
        selection=selection,
        headings=counted.name_rows(answers, selection),
        gaps=attacks,
        suspensions=exposure,
        exposed=[
            Exposed(
                **_place(row, selection),
                sentence=counted.describe_exposed(row, unit),
                label=f"{row['exposed']:,}",
                run=row["exposed"],
                attacked=0,
            )
            for row in held
        ]
        or None,
        recorded=[],
        unknown_days=[],
        attacks=_leave_out_empty([replace(lanes[0], name=on_targets), *lanes[1:]], least=1),
        shares=[
            Share(
                **_place(row, selection),
                sentence=counted.describe_period_rate(row, answers, selection),
                estimate=Estimate(
                    row["rate"], row["rate_low"], row["rate_high"], hollow_marks.explain_no_attack(row["attacks"])
                ),
                label=f"{row['attacks']:,}",
            )
            for row in rated
        ]
        or None,
        no_rate=[],
        partly_covered=(_find_partly_covered(rates, selection), _find_partly_covered(rates, selection)),
        lag=None,
        milestones=[
            _describe_milestone(number, row, selection)
            for number, row in enumerate(answers.milestones.to_pylist(), start=1)
        ],
        names=Names(
            bars=capitalise(unit.plural),
            rates=f"Per {UNITS_OF_A_RATE:,}",
            bands=("Attacks", capitalise(unit.plural)),
            kinds_of_bands=("Attacks stopped", f"{capitalise(unit.plural)} stopped"),
            top=max([row["rate_high"] for row in rated], default=1.0),
        ),
    )


def _join_bands(rows: list[dict[str, Any]], unit: Unit, selection: Selection) -> list[Mark]:
    """Join overlapping suspensions into one band that names them all, since several lines may stop independently."""
    bands: list[Mark] = []
    numbers: list[int] = []
    for row in sorted(rows, key=lambda row: (row["start"], row["suspension_id"])):
        band = _describe_band(row, describe_suspension(row, unit), selection)
        if not bands or band.span.start > bands[-1].span.end:
            bands.append(band)
            numbers.append(1)
            continue
        before, numbers[-1] = bands.pop(), numbers[-1] + 1
        last = max(before, band, key=lambda mark: mark.span.end)
        bands.append(
            Mark(
                span=Span(before.span.start, last.span.end),
                sentence=f"{before.sentence} {band.sentence}",
                days=(before.days[0], last.days[1]),
                label=f"{numbers[-1]} announced" + (" ▸" if "▸" in last.label or "▸" in before.label else ""),
            )
        )
    return bands


def _describe_band(row: dict[str, Any], sentence: str, selection: Selection) -> Mark:
    span = place_band(row, selection)
    days = str(row["start"]), str(row["end"] or selection.to_day)
    return Mark(span=span, sentence=sentence, days=days, label=label_band(row, span, selection))


def _describe_patrols(row: dict[str, Any], selection: Selection) -> Exposed:
    label = f"{row['attacked']:,}/" * bool(row["attacked"]) + f"{row['patrols']:,}" if row["patrols"] else ""
    return Exposed(
        **_place(row, selection), sentence=words.describe_patrols(row), label=label,
        run=row["patrols"], attacked=row["attacked"],
    )  # fmt: skip


def _describe_patrol(row: dict[str, Any], selection: Selection) -> Mark:
    """Describe one patrol over its possible days."""
    span = Span.from_days(row["date"], row["date_end"], selection)
    days = str(row["date"]), str(row["date_end"])
    label = words.name_doubtful_patrol(row)
    return Mark(span=span, sentence=words.describe_possible_days(label, row), days=days, label=label)


def _describe_lane(column: str, answers: TimelineAnswers, selection: Selection) -> AttackLane:
    name, shape, is_accented, is_hollow = LANES[column]
    counted = {row["start"]: (row, "") for row in answers.attacks.to_pylist()}
    for row in answers.uncovered if column.startswith("on_targets") else ():
        # A partly covered period combines both in one mark.
        counted_period = counted.get(row["start"], (row, ""))[0]
        more = row[column] + (counted_period[column] or 0 if counted_period is not row else 0)
        counted[row["start"]] = (row | {column: more}, words.AT_LEAST if row[column] else "")
    marks = [
        Attacks(
            **_place(row, selection), count=row[column], label=f"{row[column]:,}" if row[column] > 1 else "",
            sentence=words.describe_attacks(row, row[column], name) + doubt
            + name_attacks([attack for attack in answers.named if attack["lane"] == column and attack["start"] == row["start"]]),
        )
        for row, doubt in counted.values()
        if row[column]
    ]  # fmt: skip
    return AttackLane(name, shape, is_accented, is_hollow, marks)


def _leave_out_empty(lanes: list[AttackLane], least: int) -> list[AttackLane]:
    """Leave out lanes without attacks, except the first ones, which show that there are none."""
    return lanes[:least] + [lane for lane in lanes[least:] if lane.marks]


def _describe_share(row: dict[str, Any], selection: Selection) -> Share:
    estimate = Estimate(row["share"], row["low"], row["high"], hollow_marks.explain_few(row["patrols"]))
    sentence = words.describe_share(row)
    return Share(**_place(row, selection), sentence=sentence, estimate=estimate, label=f"{row['patrols']:,}")


def _describe_milestone(number: int, row: dict[str, Any], selection: Selection) -> Mark:
    day = str(row["date"])
    span = Span.from_days(row["date"], row["date"], selection)
    return Mark(span=span, sentence=f"{number}. {words.describe_milestone(row)}", days=(day, day), label=str(number))


def _place(row: dict[str, Any], selection: Selection) -> dict[str, Any]:
    return {"span": place_period(row, selection), "days": (str(row["start"]), str(row["end"]))}


def _find_partly_covered(rows: list[dict[str, Any]], selection: Selection) -> list[Span]:
    return [place_period(row, selection) for row in rows if row["covered"] == "part"]


def find_room_for_counts(marks: Sequence[Mark], selection: Selection, width: float) -> str | None:
    """Return whether an axis of this width has room for the counts of a lane BESIDE their marks or ABOVE them, or None."""
    room = find_smallest_gap([mark.span.middle for mark in marks], selection) * width
    longest = 7 * max([len(mark.label) for mark in marks], default=0)
    return BESIDE if room > longest + 18 else ABOVE if room > longest else None
