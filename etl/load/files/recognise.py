"""Finds the feed of a file: the first whose columns match any of its tables."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from etl.errors import FileRefused, Note
from etl.feeds import Feed, Match, read_register
from etl.feeds.common.not_events import describe_figures, describe_other_table, describe_sums
from etl.formats import Preview
from etl.tables.labels import inflect

# The tables of a file and how the feed reads each; None for tables that it does not read.
Matches = list[tuple[Preview, Match | None]]


def rename_columns(preview: Preview, columns: dict[str, str]) -> Preview:
    """Return the preview with our names for the headers given by `--map`. `Killed#2` is the second column with this header."""
    if not columns:
        return preview
    ours = {theirs.strip().casefold(): name for theirs, name in columns.items()}
    chosen = {theirs.rpartition("#")[0] for theirs in ours if re.fullmatch(r".+#\d+", theirs)}
    return replace(preview, rows=tuple(_rename_cells(row, ours, chosen) for row in preview.rows))


def _rename_cells(row: tuple[str | None, ...], ours: dict[str, str], chosen: set[str]) -> tuple[str | None, ...]:
    seen: Counter[str] = Counter()
    renamed = []
    headers = [" ".join((cell or "").split()).casefold() for cell in row]
    # A column explicitly mapped to killed replaces any other column of that name.
    chosen = chosen | {ours[header] for header in headers if header in ours}
    for cell, header in zip(row, headers, strict=True):
        seen[header] += 1
        other = f"{cell} (not chosen)" if header in chosen else cell
        renamed.append(ours.get(f"{header}#{seen[header]}", ours.get(header, other)))
    return tuple(renamed)


def recognise(previews: list[Preview], feed: str | None) -> tuple[Feed, Matches]:
    """Find the feed of a file, or check the given one. Raises FileRefused if no feed recognises any table."""
    feeds, name = read_register(), previews[0].path.name
    if feed:
        return _recognise_as(feeds[feed], feeds.get(feeds[feed].same_columns or ""), previews)
    for candidate in feeds.values():
        matches = [
            (preview, None if describe_other_table(preview) else candidate.recognise(preview)) for preview in previews
        ]
        if any(match for _, match in matches):
            return candidate, matches
    raise _explain_unknown(name, previews)


def _explain_unknown(name: str, previews: list[Preview]) -> FileRefused:
    """Return the refusal for a file of which no feed recognises a table. Describes its data, not a sheet of terms beside them."""
    if what := next((phrase for preview in previews if (phrase := describe_sums(preview))), None):
        return _explain_no_events(name, what)
    written = [preview for preview in previews if preview.rows]
    unknown = [preview for preview in written if not describe_other_table(preview)]
    if written and not unknown:
        return _explain_no_events(name, describe_other_table(written[0]))
    for preview in unknown:
        if what := describe_figures(preview):
            return _explain_no_events(name, what)
    widest = max(unknown, key=lambda preview: len(preview.rows[0]), default=None)
    cells = [cell for cell in widest.rows[0][:8] if cell] if widest else []
    header = " ".join(", ".join(cells).split())  # cells may have line breaks
    columns = f"the columns of sheet {widest.sheet}" if widest and widest.sheet and len(previews) > 1 else "its columns"
    return FileRefused(
        f"{name}: no feed recognises {columns} (it begins with {header[:120] or 'empty cells'}). An event list needs "
        "a date and a place, an actor or a number of people: name its columns with --map THEIRS=OURS, or use --feed.",
        options=("map", "feed"),
    )


def _explain_no_events(name: str, what: str | None) -> FileRefused:
    return FileRefused(f"{name}: it holds {what}, not events, so there is nothing to load from it.")


def describe_sheets(feed: Feed, matches: Matches, holding: Mapping[str, str]) -> list[Note]:
    """Return notes on which sheets of a workbook were read, and which were not and why. Empty for a single sheet.

    `holding` maps sheets to what they hold instead of events.
    """
    others = matches[0][0].others
    if len(matches) + len(others) < 2:
        return []
    read = [str(preview.sheet) for preview, match in matches if match]
    unread = [
        (str(preview.sheet), Note(_explain_unread(preview, feed, holding))) for preview, match in matches if not match
    ]
    return [
        Note(f"{inflect(len(read), 'Sheet')} read: {', '.join(read)}."),
        *(replace(why, sentence=f"Sheet {sheet} was not read: {why.sentence}.") for sheet, why in (*unread, *others)),
    ]


def _explain_unread(preview: Preview, feed: Feed, holding: Mapping[str, str]) -> str:
    if phrase := holding.get(str(preview.sheet)) or describe_other_table(preview):
        return f"it holds {phrase}"
    others = [other.title for other in read_register().values() if other is not feed and other.recognise(preview)]
    return f"its columns are those of {others[0]}" if others else "its columns are not those of events"


def _recognise_as(feed: Feed, other: Feed | None, previews: list[Preview]) -> tuple[Feed, Matches]:
    matches = [(preview, feed.recognise(preview)) for preview in previews]
    if any(match for _, match in matches):
        return feed, matches
    name = previews[0].path.name
    if other and any(other.recognise(preview) for preview in previews):
        raise FileRefused(
            f"{name}: its name or rows are those of {other.title}, not of {feed.title}. Use --feed "
            f"{other.name}, or leave out --feed to have the file recognised.",
            options=("feed",),
        )
    raise FileRefused(
        f"{name}: it does not have the columns of {feed.title}. Leave out --feed to have the file recognised, or name its "
        "columns with --map THEIRS=OURS.",
        options=("feed", "map"),
    )
