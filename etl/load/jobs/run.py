"""Runs a load, a new corridor or an editor's decision in a separate process that can be stopped at any time.

Run as `python -m etl.load.jobs.run FOLDER`. The folder holds the request. The process writes its current step, the rows
of a dry run, and finally the result or an error sentence.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from etl import temporary
from etl.errors import ReleaseOvertaken, describe_in_full
from etl.formats.sandbox import end_with_parent
from etl.lake import Lake
from etl.lake.private import replace_file
from etl.lake.private.audit import ACCOUNT
from etl.load.files.new_corridor import Counted, NewCorridor, add_corridor, preview_corridor
from etl.load.files.options import Options
from etl.load.jobs.folder import PROGRESS, REQUEST, RESULT, ROWS
from etl.load.pipeline import load
from etl.load.report import LoadOutcome
from etl.review.publish import DecisionRequest, review

NICENESS = 5  # lets the processes that serve pages run first


def run(folder: Path, work: Callable[[Mapping[str, Any], Path], dict[str, Any]] | None = None) -> None:
    """Do what the request of a folder asks, with `work` if given, and write the result beside it."""
    request = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    work = work or (_review if "review" in request else _add_corridor if request["corridor"] else _load)
    try:
        os.environ[ACCOUNT] = request["account"]
        result = work(request, folder)
    except ReleaseOvertaken as error:
        result = {"error": str(error), "is_overtaken": True}
    except Exception as error:
        result = {"error": describe_in_full(error)}
    replace_file(folder / RESULT, json.dumps(result, default=str))


def _load(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    outcome = load(
        Lake(request["lake"]),
        [Path(path) for path in request["files"]],
        Options.from_dict(request["options"]),
        **read_terms(request, folder),
    )
    return describe_outcome(outcome)


def read_terms(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return how the request of a folder says to load, apart from what it loads: for whom, and whether to publish it."""
    return {
        **{name: request[name] for name in ("made_by", "message", "dry_run", "expected")},
        "rows_to": folder / ROWS if request["dry_run"] else None,
        "progress": lambda step: replace_file(folder / PROGRESS, step),
    }


def describe_outcome(outcome: LoadOutcome) -> dict[str, Any]:
    """Return the outcome of a load as pages read it."""
    return outcome.as_dict() | {"would_publish": outcome.would_publish, "compared_with": outcome.compared_with}


def _add_corridor(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Preview or publish a corridor. Its route is the one file of the request, if there is one."""
    lake, stated = Lake(request["lake"]), dict(request["corridor"])
    if counted := stated.pop("counted", None):
        stated["counted"] = Counted(**counted)
    new = NewCorridor(route=next(map(Path, request["files"]), None), **stated)
    if request["dry_run"]:
        return preview_corridor(lake, new, request["withheld"])
    signed = {"message": request["message"], "made_by": request["made_by"], "expected": request["expected"]}
    release, found = add_corridor(lake, new, **signed)
    return {"release": release.name, "found": found}


def _review(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Publish the decision of an editor."""
    signed = {name: request[name] for name in ("author", "reason", "expected")}
    release, entries = review(Lake(request["lake"]), DecisionRequest(**request["review"]), **signed)
    return {"release": release.name, "message": release.message, "entries": [asdict(entry) for entry in entries]}


def main(work: Callable[[Mapping[str, Any], Path], dict[str, Any]] | None = None) -> None:
    """Run the job of the folder given on the command line, and end when the parent process ends."""
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with temporary.gather():
        run(Path(sys.argv[1]), work)


if __name__ == "__main__":
    main()
