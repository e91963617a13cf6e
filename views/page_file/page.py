"""Writes the page file: headline, the Timeline at every grain, records with search and CSV, caveats, method and citation.

It contains Plotly's script and its figures in compressed form, runs only the two scripts that its policy allows by hash, and
makes no request. It does not depend on a clock: the same release and choices give the same bytes, from the page and from the
terminal.
"""

import json
from collections.abc import Iterable
from typing import Any

import plotly.io

from analysis.export import citation, writers
from analysis.export.terms import find_withheld
from analysis.questions.timeline import TimelineAnswers, read_timeline
from analysis.release import Release
from analysis.selection import GRAINS, Selection
from views.briefing.page import (
    draw_figure,
    list_methods,
    write_citation,
    write_paragraph,
    write_periods,
    write_section,
    write_tiles,
)
from views.page_file.figures import NARROW_BELOW, FileFigure, draw_maps, draw_timelines
from views.page_file.packing import hash_script, pack, pack_plotly, read_asset
from views.page_file.tables import FileTable, list_tables
from views.words import timeline as words
from views.words.markup import escape_html
from views.words.phrases import format_day
from views.words.timeline import caveats
from views.words.timeline.headline import compose_headline

MOST_BYTES = 3_000_000  # an attachment that every mail server accepts
ROWS_OF_A_TABLE = (1_000, 200, 50)  # the newest; fewer if the file would exceed MOST_BYTES
GRAIN_NAMES = {"day": "Day", "week": "Week", "month": "Month"}


def name_file(release: Release, selection: Selection) -> str:
    """Return the name of the page file of a selection."""
    return writers.make_file_name(selection.corridor, "page", release.manifest.name, format="html")


def write_page(release: Release, selection: Selection) -> bytes:
    """Write the page file. The days and the stretch to which records are narrowed do not affect it."""
    release, selection = release.withholding(find_withheld()), selection.with_all_records
    answers = read_timeline(release, selection)
    figures = draw_timelines(release, selection, answers)
    maps = draw_maps(release, selection)
    written = b""
    for most_rows in ROWS_OF_A_TABLE:
        written = _write(release, selection, answers, figures, maps, list_tables(release, selection, most_rows))
        if len(written) <= MOST_BYTES:
            break
    return written


def _write(
    release: Release,
    selection: Selection,
    answers: TimelineAnswers,
    figures: list[FileFigure],
    maps: list[FileFigure],
    tables: list[FileTable],
) -> bytes:
    title, script = answers.corridor["title"], read_asset("page.js")
    plotly_packed, plotly_hash = pack_plotly()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src {hash_script(script)} {plotly_hash}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape_html(title)}: {release.manifest.name}</title>",
            f"<style>{read_asset('page.css')}</style>\n</head>\n<body>\n<main>",
            f"<h1>{escape_html(title)}</h1>",
            write_paragraph(_describe_file(release, selection), "small"),
            f"<p class='headline'>{escape_html(compose_headline(answers, selection))}</p>",
            write_tiles(answers, selection),
            *map(write_paragraph, words.describe_summary(answers, selection)),
            *_write_timelines(figures, draw_figure(answers, selection)),
            *_write_milestones(answers),
            *write_section("What to know about these numbers", caveats.list_caveats(answers, selection)),
            "<details><summary>The numbers of the figure</summary>",
            *write_periods(answers, selection),
            "</details>",
            *(_write_map(maps[0]) if maps else ()),
            *write_section("Suspensions and gaps", [*words.describe_bands(answers), *words.explain_bands(answers)]),
            *(line for table in tables for line in _write_records(table)),
            *([] if tables else [write_paragraph(f"The records are left out: {citation.CREDITS[selection.feed]}")]),
            *write_section("Method", list_methods(answers)),
            *write_citation(release, selection, "page"),
            "</main>",
            _hold("data", pack(_write_data([*figures, *maps], tables))),
            _hold("plotly", plotly_packed),
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    ).encode()


def _describe_file(release: Release, selection: Selection) -> str:
    manifest = release.manifest
    return (
        f"{format_day(selection.from_day)} to {format_day(selection.to_day)} · release {manifest.name} of {manifest.made_at[:10]} · "
        "this file needs no connection and makes no request"
    )


def _write_timelines(figures: list[FileFigure], still: str) -> Iterable[str]:
    """Write the container of the figure, with a still picture until the script draws, and a button for each grain."""
    yield '<p id="plain" class="small" hidden>This browser cannot draw the figure interactively, so it is shown as a picture.</p>'
    if not figures:
        yield still
        return
    chosen, by_grain = figures[0], {figure.name: figure for figure in figures}
    yield '<div class="tools" role="group" aria-label="Show by"><span>Show by</span>'
    for grain in GRAINS:
        if grain in by_grain:
            pressed = str(grain == chosen.name).lower()
            yield (
                f'<button type="button" data-of="timeline" data-figure="{grain}" aria-pressed="{pressed}">'
                f"{GRAIN_NAMES[grain]}</button>"
            )
    yield "</div>"
    yield f'<figure id="timeline" data-figure="{chosen.name}" data-narrow-below="{NARROW_BELOW}" aria-label="{escape_html(chosen.alt)}">{still}</figure>'


def _write_milestones(answers: TimelineAnswers) -> Iterable[str]:
    """List the milestones by their numbers in the figure."""
    rows = answers.milestones.to_pylist()
    if rows:
        yield f"<details><summary>Milestones ({len(rows):,})</summary><ol>"
        yield from (f"<li>{escape_html(format_day(row['date']))}: {escape_html(row['title'])}</li>" for row in rows)
        yield "</ol></details>"


def _write_map(drawn: FileFigure) -> Iterable[str]:
    yield "<h2>Map</h2>"
    yield (
        f'<figure id="road" data-figure="{drawn.name}" data-narrow-below="{NARROW_BELOW}" '
        f'aria-label="{escape_html(drawn.alt)}">{escape_html(drawn.alt)}</figure>'
    )


def _write_records(table: FileTable) -> Iterable[str]:
    yield f'<section class="records" id="{table.name}"><h2>{escape_html(table.heading)}</h2>'
    yield (
        f'<div class="tools"><input type="search" aria-label="Search {table.name}" placeholder="Search {table.name}"><output></output>'
        f'<button type="button" data-file="{escape_html(table.file_name)}">CSV</button></div>'
    )
    if table.note:
        yield write_paragraph(table.note, "small")
    yield f'<div class="rows" tabindex="0" role="region" aria-label="{escape_html(table.heading)}">{table.html}</div></section>'


def _write_data(figures: list[FileFigure], tables: list[FileTable]) -> str:
    drawn: dict[str, Any] = {figure.name: json.loads(plotly.io.to_json(figure.figure)) for figure in figures}
    files = {table.file_name: table.csv for table in tables}
    return json.dumps({"figures": drawn, "files": files}, ensure_ascii=False, sort_keys=True)


def _hold(name: str, packed: str) -> str:
    return f'<script type="text/plain" id="{name}">{packed}</script>'
