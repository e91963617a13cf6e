"""The briefing: the Timeline of a selection as one HTML file, to send or to print on two pages of A4.

It makes no request to another host and has no script. It does not depend on a clock: the same release and choices give the same
bytes, from the page and from the terminal.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from analysis.export import citation, writers
from analysis.export.terms import find_withheld
from analysis.links.sharing import make_link
from analysis.questions.timeline import GAP_RULE_DAYS, TimelineAnswers, read_timeline
from analysis.release import Release
from analysis.selection import Selection
from analysis.statistics.intervals import FEW_PATROLS
from etl.tables.labels import format_count, label_feed
from views.briefing.drawing import IN_WORDS, draw_timeline_svg
from views.briefing.stretches import describe_stretches
from views.charts.timeline import describe_timeline
from views.words import rate_phrases
from views.words import timeline as words
from views.words.markup import escape_html
from views.words.phrases import describe_source, format_from_to
from views.words.statistics.counted import format_number, format_rate
from views.words.timeline import caveats, counted

MOST_PERIODS = 40  # in the table, to fit on two pages
ONE_COLUMN = 16
MOST_BANDS = 8
MOST_MILESTONES = 20
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
@page { size: A4; margin: 9mm 15mm }
body { font: 10pt/1.35 system-ui, sans-serif; color: #1c2126; background: #fff; max-width: 180mm; margin: 8mm auto; padding: 0 4mm }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 }
h2 { font-size: 11pt; margin: 3mm 0 1mm }
p, ul { margin: 1.5mm 0 }
p { overflow-wrap: anywhere }
ul { padding-left: 5mm }
dl { display: flex; flex-wrap: wrap; gap: 2mm 4mm; margin: 4mm 0 }
dl div { flex: 1 1 30mm }
dt { font-size: 8.5pt }
dd { margin: 0; font-size: 8.5pt; color: #4d555d }
dd strong { display: block; font-size: 15pt; line-height: 1.3; color: #1c2126 }
svg { display: block; width: 100%; height: auto; margin: 3mm 0 1mm }
ul, .small, .second { font-size: 8.5pt; overflow-wrap: anywhere }
.small { color: #4d555d }
.milestones { font-size: 7.5pt; line-height: 1.3 }
.tables { display: flex; flex-wrap: wrap; gap: 2mm 4mm; align-items: flex-start }
.tables > div { flex: 1 1 80mm; min-width: min-content; overflow-x: auto }
.tables > div + div, .tables > div:has(+ div) { font-size: 7pt }
table { border-collapse: collapse; width: 100%; line-height: 1.3; font-variant-numeric: tabular-nums }
th { font-weight: 600; vertical-align: bottom }
td { white-space: nowrap }
th { overflow-wrap: normal; max-width: 24mm }
th, td { text-align: right; padding: 0.3mm 0.5mm; border-bottom: 0.2mm solid #d4d8dd }
th:first-child, td:first-child { text-align: left; padding-left: 0 }
@media (max-width: 600px) { .tables > div { min-width: 0 } }
@media print {
  body { margin: 0; padding: 0; max-width: none }
  .second { break-before: page }
  li, tr { break-inside: avoid }
}
"""
METHOD = (
    "A patrol is one run on the corridor. Share attacked: patrols of known day that were attacked, divided by those that were "
    "run; a patrol attacked twice counts once. Its interval is the exact 95 % interval of Clopper and Pearson (1934).",
    f"Where no patrol ran there is no rate, which is not a rate of zero. Of fewer than {FEW_PATROLS} patrols no percentage is given.",
    "Counts, rates and gaps exist only for days on which all patrols and all attacks on them are held; elsewhere an empty "
    "number means not known.",
    f"An announced suspension is what an official said. An observed gap is computed: more than {GAP_RULE_DAYS} days between "
    "two patrols of known day.",
    "Days are local to the corridor. What depends on “now” is counted up to the as-of day, never up to today.",
)


def list_methods(answers: TimelineAnswers) -> tuple[str, ...]:
    """Describe how the numbers are made, for patrols or for what the corridor counts."""
    return counted.list_methods(answers.unit) if answers.counted else METHOD


def name_file(release: Release, selection: Selection) -> str:
    return writers.make_file_name(selection.corridor, "briefing", release.manifest.name, format="html")


def write_briefing(release: Release, selection: Selection) -> bytes:
    """Return the file. The days and the stretch to which records are narrowed do not affect it."""
    release, selection = release.withholding(find_withheld()), selection.with_all_records
    answers, stretches = read_timeline(release, selection), describe_stretches(release, selection)
    manifest = release.manifest
    title = answers.corridor["title"]
    summary = words.describe_summary(answers, selection)
    known = [sentence for sentence in caveats.list_caveats(answers, selection) if sentence not in summary]
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            # Forbid all requests, whatever the text of a record.
            f"""<meta http-equiv="Content-Security-Policy" content="{POLICY}">""",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape_html(title)}: briefing, {manifest.name}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escape_html(title)}</h1>",
            write_paragraph(
                f"{format_from_to(selection.from_day, selection.to_day)} · release {manifest.name} of "
                f"{manifest.made_at[:10]} · {label_feed(selection.feed)}",
                "small",
            ),
            write_tiles(answers, selection),
            *map(write_paragraph, summary),
            f"<figure style='margin: 0'>{draw_figure(answers, selection)}",
            f"<figcaption class='small'>{escape_html(counted.explain_figure(answers, selection) if answers.counted else IN_WORDS)}</figcaption></figure>",
            write_paragraph(describe_source(manifest.name, manifest.made_at, selection, answers.unit), "small"),
            *write_section("What to know about these numbers", known),
            "<section class='second'>",
            *write_periods(answers, selection),
            *write_section(
                "Announced suspensions" + ("" if answers.counted else " and observed gaps"), _list_bands(answers)
            ),
            *_write_milestones(answers, selection),
            *(write_section("By stretch", stretches) if stretches else ()),
            *write_section("Method", list_methods(answers)),
            *write_citation(release, selection, "brief"),
            "</section>\n</main>\n</body>\n</html>\n",
        ]
    ).encode()


def draw_figure(answers: TimelineAnswers, selection: Selection) -> str:
    """Draw the figure of the page."""
    timeline = describe_timeline(answers, selection)
    headings = words.name_rows(selection.grain, answers.share_grain, below="number of patrols")
    title = f"{answers.corridor['title']}: patrols and the share attacked"
    if answers.counted:
        headings, title = timeline.headings, f"{answers.corridor['title']}: {answers.unit.plural} and attacks"
    alt = words.describe_figure(answers, selection)
    return draw_timeline_svg(replace(timeline, headings=headings), title, alt)


def write_paragraph(sentence: str, style: str = "") -> str:
    return f'<p class="{style}">{escape_html(sentence)}</p>' if style else f"<p>{escape_html(sentence)}</p>"


def write_section(title: str, sentences: Iterable[str]) -> list[str]:
    return [f"<h2>{title}</h2>\n<ul>", *(f"<li>{escape_html(sentence)}</li>" for sentence in sentences), "</ul>"]


def _write_milestones(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """List the milestones by their numbers in the figure, only the first ones if there are many."""
    rows = answers.milestones.to_pylist()
    if not rows:
        return []
    named = words.name_milestones(rows, selection.to_day)[:MOST_MILESTONES]
    listed = [
        f"<strong>{number}</strong> {escape_html(f'{day}: {title}')}"
        for number, (day, title) in enumerate(named, start=1)
    ]
    if (left_out := len(rows) - MOST_MILESTONES) > 0:
        listed.append(f"{format_count(left_out, 'more is', 'more are')} on the Timeline")
    return ["<h2>Milestones</h2>", f'<p class="milestones">{" · ".join(listed)}</p>']


def write_tiles(answers: TimelineAnswers, selection: Selection) -> str:
    tiles = (
        f"<div><dt>{escape_html(name)}</dt><dd><strong>{escape_html(value)}</strong> {escape_html(explained)}</dd></div>"
        for name, (value, explained) in words.make_tiles(answers, selection).items()
    )
    return f"<dl>{''.join(tiles)}</dl>"


def _list_bands(answers: TimelineAnswers) -> list[str]:
    bands, notes = words.describe_bands(answers), words.explain_bands(answers)
    left_out = len(bands) - MOST_BANDS
    more = [f"{format_count(left_out, 'more is', 'more are')} on the Timeline."] if left_out > 0 else []
    return [*bands[:MOST_BANDS], *more, *notes]


def write_periods(answers: TimelineAnswers, selection: Selection) -> list[str]:
    """Write the numbers by period. If there are many, show the newest periods with a count."""
    parts_of_rows = [answers.series, answers.attacks, *([answers.counted.rates] if answers.counted else [])]
    rows = [
        {name: value for part in same for name, value in part.items()}
        for same in zip(*(part.to_pylist() for part in parts_of_rows), strict=True)
    ]
    shown, note = rows, ""
    if len(rows) > MOST_PERIODS:
        counts = ("exposed" if answers.counted else "patrols", *ATTACKS)
        shown = [row for row in rows if any(row[name] for name in counts)]
        note = f"Of {format_count(len(rows), selection.grain)}, only those with a {answers.unit.singular} or an attack are shown"
        if len(shown) > MOST_PERIODS:
            note += f", and of these the newest {MOST_PERIODS} of {len(shown):,}"
            shown = shown[-MOST_PERIODS:]
        note += "; the Timeline has all." if shown else ": none."
    if any(row["covered"] == "part" for row in shown):
        note = f"{note} * partly covered.".strip()
    half = len(shown) if len(shown) <= ONE_COLUMN else (len(shown) + 1) // 2
    parts = [part for part in (shown[:half], shown[half:]) if part]
    # If attacks on others are not held, their columns would be empty.
    attacks = [name for name in ATTACKS if not name.startswith("other") or any(row[name] is not None for row in rows)]
    head = _write_head(answers, selection, attacks)
    return [
        f"<h2>By {selection.grain}</h2>",
        *([write_paragraph(note, "small")] if note else []),
        '<div class="tables">',
        *(
            f"<div><table>{head}{''.join(_write_row(row, answers, selection, attacks) for row in part)}</table></div>"
            for part in parts
        ),
        "</div>",
    ]


PERIOD = {"day": "Day", "week": "Week from", "month": "Month"}
COLUMNS = (
    "Patrols",
    "Attacked",
    "Share (95 % interval)",
    "Attacks on patrols",
    "In doubt",
    "Other attacks",
    "In doubt",
)
ATTACKS = ("on_targets", "on_targets_in_doubt", "other", "other_in_doubt")  # the last columns


def _write_head(answers: TimelineAnswers, selection: Selection, attacks: list[str]) -> str:
    columns = counted.list_columns(answers, selection) if answers.counted else COLUMNS
    first, names = columns[: -len(ATTACKS)], dict(zip(ATTACKS, columns[-len(ATTACKS) :], strict=True))
    columns = (*first, *(names[name] for name in attacks))
    cells = "".join(f'<th scope="col">{escape_html(name)}</th>' for name in (PERIOD[selection.grain], *columns))
    return f"<thead><tr>{cells}</tr></thead>"


def _write_row(row: dict[str, Any], answers: TimelineAnswers, selection: Selection, attacks: list[str]) -> str:
    counts = [_write_number(row[name]) for name in attacks]
    of_patrols = [_write_number(row["patrols"]), _write_number(row["attacked"]), _write_share(row)]
    cells = [*([_write_number(row["exposed"]), _write_rate(row)] if answers.counted else of_patrols), *counts]
    period = f'<time datetime="{row["start"]}">{_write_period(row, selection)}</time>'
    return (
        f"<tr><td>{period}{'*' * (row['covered'] == 'part')}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _write_period(row: dict[str, Any], selection: Selection) -> str:
    return f"{row['start']:%B %Y}" if selection.grain == "month" else f"{row['start'].day} {row['start']:%b %Y}"


def _write_number(number: int | None) -> str:
    """Write a number together with its text, so that programs read the same as people."""
    return "" if number is None else f'<data value="{number}">{number:,}</data>'


def _write_share(row: dict[str, Any]) -> str:
    if row["share"] is None:
        may = f" or {row['attacked_that_may']} of {row['patrols_that_may']}" if row["patrols_that_may"] else ""
        return "" if row["patrols"] is None else f"no rate{may}"
    words = rate_phrases.count_both(row)
    if row["patrols"] >= FEW_PATROLS:
        words = f"{rate_phrases.format_percent(row['share'])} % ({rate_phrases.format_percent(row['low'])} to {rate_phrases.format_percent(row['high'])} %)"
    values = (f'<data value="{row[name]!r}" hidden></data>' for name in ("low", "high"))
    return f'<data value="{row["share"]!r}">{words}</data>{"".join(values)}'


def _write_rate(row: dict[str, Any]) -> str:
    if row["rate"] is None:
        return ""
    values = (f'<data value="{row[name]!r}" hidden></data>' for name in ("rate_low", "rate_high"))
    words = f"{format_rate(row)} ({format_number(row['rate_low'])} to {format_number(row['rate_high'])})"
    return f'<data value="{row["rate"]!r}">{words}</data>{"".join(values)}'


def write_citation(release: Release, selection: Selection, command: str) -> list[str]:
    """Write the citation without a host, since the author's host is of no use to readers. `command` writes the file again."""
    cited = citation.cite_selection(release, selection, link=make_link(selection))
    return [
        "<h2>To cite</h2>",
        write_paragraph(citation.format_citation(cited)),
        f"<p>Content hash: <code>{escape_html(cited.content_hash)}</code>. Open the link at the address of a "
        f"Patrolwatch that holds this release; <code>patrolwatch {command}</code> with the same link writes this file "
        "again.</p>",
    ]
