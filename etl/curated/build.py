"""Publishes the curated cases: reads their fact files, then runs the steps of a load."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl import geometry, temporary
from etl.curated import facts
from etl.errors import FileRefused
from etl.lake import Lake, Manifest
from etl.lake.diff import Change, diff
from etl.load.check import open_tables_after
from etl.load.match import match_whole_feed
from etl.load.place import place_known
from etl.load.publish import publish
from etl.load.sql import open_schema
from etl.load.sql.connection import open_limited
from etl.load.sql.relations import Known
from etl.tables import checks
from etl.tables.corridors import CORRIDORS
from etl.tables.records import CASE_TABLES, INCIDENTS


@dataclass(frozen=True)
class BuildOutcome:
    """What a build did.

    The release it published (None: nothing new), what changed in the cases, the doubts it kept, and how many known incidents of
    feeds moved to each corridor.
    """

    release: Manifest | None
    changes: list[Change]
    doubts: list[tuple[str, str, str]]
    placed: dict[str, int] = field(default_factory=dict)


def build(
    lake: Lake,
    *cases: Path,
    made_by: str = "",
    message: str = "",
    dry_run: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> BuildOutcome:
    """Publish the curated cases of some folders as a new release, unless the newest release already has the same content.

    Together the folders are the whole curated feed. A dry run reports what would change and publishes nothing. Raises
    FileRefused, CheckFailed or LakeUnusable; nothing is published then.
    """
    advice = "Publish the cases in a lake of their own."
    with temporary.open_folder() as folder, open_limited(folder, "The known incidents need", advice) as con:
        names = " and ".join(case.name for case in cases)
        progress(f"Reading the fact files of {names}")
        inputs = facts.hash_files(cases)
        facts.read(con, cases)
        if facts.hash_files(cases) != inputs:
            raise FileRefused(f"{names}: a fact file changed while it was being read. Build again.")
        facts.give_types(con)
        titles = con.execute("SELECT string_agg(title, '; ' ORDER BY corridor) FROM read.corridors").fetchall()
        message = message or f"Compiled by hand: {titles[0][0]}"
        progress("Placing records on their corridors")
        with open_schema(con, "read") as cursor:
            geometry.place(cursor)
        with nullcontext() if dry_run else lake.writing():
            return _build(Known(con, lake, lake.find_newest()), inputs, made_by, message, progress, dry_run)


def _build(
    known: Known,
    inputs: dict[str, str],
    made_by: str,
    message: str,
    progress: Callable[[str], None],
    dry_run: bool,
) -> BuildOutcome:
    known.lake.attach(known.con, known.release, "known", of=lambda part: part.feed == facts.FEED)
    cuts = match_whole_feed(known, facts.FEED)
    rows = {name: [f"FROM release.{name}"] for name in CASE_TABLES}
    progress("Checking")
    with open_tables_after(known, rows, replaced=cuts, new_only={INCIDENTS.name}, are_kept=True) as after:
        checks.run(after)
        outcome = BuildOutcome(None, diff(known.con, "known", "release"), checks.find_doubts(after))
        if known.release and not outcome.changes:
            return outcome
        if any(change.table == CORRIDORS.name for change in outcome.changes) and known.release:
            progress("Placing known incidents on its corridors")
            cuts, placed = place_known(replace(known, con=after), cuts)
            outcome = replace(outcome, placed=dict(placed))
    if dry_run:
        return outcome
    progress("Publishing")
    release = publish(known, cuts, message=message, made_by=made_by, inputs=inputs)
    return replace(outcome, release=release)
