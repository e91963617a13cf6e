"""Runs a fetch in a separate process, for a preview: `python -m etl.fetch.job FOLDER`, see `etl.load.jobs.run`.

The service is asked once. The request names a folder for the answer, from which later jobs of the same fetch load it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from etl.errors import FetchFailed
from etl.fetch import run
from etl.fetch.hosts import OTHER_SERVER
from etl.fetch.log import Fetch
from etl.fetch.question import Question
from etl.fetch.services.service import Answer
from etl.lake import Lake
from etl.lake.private import replace_file
from etl.load.files.options import read_complete
from etl.load.jobs.run import describe_outcome, main, read_terms
from etl.load.report import LoadOutcome

ANSWER = "answer.json"


def work(request: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Fetch what a request asks for, and preview or publish it."""
    lake, asked_for = Lake(request["lake"]), request["fetch"]
    since, kept = asked_for["since"], Path(asked_for["folder"])
    question = Question(
        date.fromisoformat(since) if since else None, tuple(asked_for["countries"]), tuple(asked_for["corridors"])
    )

    terms = read_terms(request, folder)
    if (kept / ANSWER).exists():
        fetched = _read(kept, asked_for["name"], question)
    else:
        server = os.environ.get(OTHER_SERVER)
        fetched = run.ask(lake, asked_for["name"], question, kept, server=server, progress=terms["progress"])
        _write(kept, fetched)
    outcome = run.load_answer(lake, fetched, **terms)
    notes = [*outcome.notes, *([str(fetched.answer.stopped)] if fetched.answer.stopped else [])]
    loaded = outcome.loaded or LoadOutcome(None, [])
    return describe_outcome(loaded) | {"notes": [*loaded.notes, *notes], "message": fetched.message}


def _write(kept: Path, fetched: run.FetchedAnswer) -> None:
    answer = asdict(fetched.answer) | {"stopped": str(fetched.answer.stopped or "")}
    replace_file(kept / ANSWER, json.dumps({"begun": asdict(fetched.begun), "answer": answer}, default=str))


def _read(kept: Path, name: str, question: Question) -> run.FetchedAnswer:
    found = json.loads((kept / ANSWER).read_text(encoding="utf-8"))
    answer = found["answer"]
    read = Answer(
        cursor=answer["cursor"],
        files=[Path(file) for file in answer["files"]],
        rows=answer["rows"],
        complete=[read_complete(scope) for scope in answer["complete"]],
        notes=answer["notes"],
        stopped=FetchFailed(answer["stopped"]) if answer["stopped"] else None,
    )
    return run.FetchedAnswer(run.SERVICES[name], question, Fetch(**found["begun"]), read)


if __name__ == "__main__":
    main(work)
