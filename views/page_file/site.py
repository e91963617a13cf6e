"""A folder for a static host: a page file for each corridor and feed, an index, and the records as CSV and Parquet."""

import shutil
import tempfile
from pathlib import Path

from analysis.export import citation, cited_files, definitions
from analysis.export.terms import find_withheld
from analysis.questions.holdings import read_choices
from analysis.questions.records import list_records
from analysis.release import Release
from analysis.selection import Choices, Selection
from etl.errors import UsageError
from etl.tables.labels import label_feed
from views.page_file.packing import read_asset
from views.page_file.page import write_page
from views.page_file.tables import choose_tables
from views.words.markup import escape_html
from views.words.phrases import format_day

FORMATS = ("csv", "parquet")
MARK = '<meta name="generator" content="Patrolwatch">'


def write_site(release: Release, folder: Path) -> int:
    """Write the folder, and return how many files it has. Raises UsageError if the folder has other contents."""
    _check_folder(folder)
    release = release.withholding(find_withheld())
    choices = read_choices(release)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=folder.parent) as made:
        fresh = Path(made) / "site"
        fresh.mkdir()
        lines = [
            _write_corridor(release, choices, choices.make_default(corridor, feed), fresh)
            for corridor, feed in choices.days
        ]
        (fresh / "index.html").write_text(_write_index(release, lines), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
    return sum(path.is_file() for path in folder.rglob("*"))


def _check_folder(folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    index = folder / "index.html"
    if not index.is_file() or MARK not in index.read_text(encoding="utf-8", errors="replace"):
        raise UsageError(
            f"{folder} holds other files, which would be lost. Name a folder that is empty or does not exist yet."
        )


def _write_corridor(release: Release, choices: Choices, selection: Selection, folder: Path) -> str:
    """Write the files of one corridor for one feed, and return its line for the index."""
    name = f"{selection.corridor}-{selection.feed}"
    (folder / f"{name}.html").write_bytes(write_page(release, selection))
    links = []
    for table in () if selection.feed in release.withheld else (*choose_tables(release, selection), "sources"):
        rows = list_records(release, table, selection)
        meanings = definitions.define_columns(rows.column_names)
        cited = cited_files.Cited(
            rows, table, table.capitalize(), meanings, citation.cite_selection(release, selection)
        )
        for format in FORMATS:
            file = f"{name}-{table}.{format}"
            (folder / file).write_bytes(cited_files.write(cited, format))
            links.append(
                f'<a href="{escape_html(file)}">{table} ({format.upper() if format == "csv" else "Parquet"})</a>'
            )
    title = choices.titles[selection.corridor]
    days = f"{format_day(selection.from_day)} to {format_day(selection.to_day)}, {label_feed(selection.feed)}"
    return f'<li><a href="{escape_html(name)}.html">{escape_html(title)}</a> {escape_html(days)}<br>{" · ".join(links)}</li>'


def _write_index(release: Release, lines: list[str]) -> str:
    manifest = release.manifest
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            MARK,
            f"<title>Patrolwatch: {manifest.name}</title>\n<style>{read_asset('page.css')}</style>\n</head>\n<body>\n<main>",
            f"<h1>Patrolwatch</h1>\n<p class='small'>Release {manifest.name} of {manifest.made_at[:10]}, content hash "
            f"{manifest.content_hash}</p>\n<ul>",
            *lines,
            "</ul>\n</main>\n</body>\n</html>\n",
        ]
    )
