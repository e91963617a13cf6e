"""A draft of a release: files or a question to a service, reading options, and the load that previews or publishes them."""

import json
import shutil
import tempfile
import weakref
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from etl import paths
from etl.load.files.kept_words import ANSWER
from etl.load.files.options import DEFAULTS, Options
from views.server.adding.jobs import Job
from views.state import cache
from views.state.keys import DRAFTS
from views.state.person import find_reader


class Draft:
    """Files to publish, or just published, in a folder that is removed with the draft."""

    def __init__(
        self,
        files: Sequence[Path],
        message: str = "",
        options: Options = DEFAULTS,
        corridor: Mapping[str, Any] | None = None,
        fetch: Mapping[str, Any] | None = None,
    ):
        """`message` is the default message of its release.

        `corridor` describes the corridor whose route is in the only file. `fetch` is the question to a service, instead of files.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="draft-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self.files: list[Path] = []
        self._take(files)
        self._message, self.corridor = message, corridor
        self.fetch = fetch and {**fetch, "folder": str(self._folder)}
        self.rows: list[dict[str, str]] | None = None  # set if a person filled them in
        # Of the last file with the same headers, by option; None until they were looked up.
        self.kept_answers: dict[str, str] | None = None
        self.kept_from = ""  # the releases that they were given for
        self.is_shown = False  # whether its release was shown
        self.make_preview(options)

    @classmethod
    def of_rows(cls, rows: Sequence[dict[str, str]], message: str, name: str = "by hand") -> "Draft":
        """Return a draft with rows of an analyst's table."""
        file = Path(tempfile.mkdtemp(prefix="rows-")) / f"{name}.json"
        file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        draft = cls([file], message)
        file.parent.rmdir()
        draft.rows = list(rows)
        return draft

    @property
    def message(self) -> str:
        """The default message of its release."""
        if self.fetch and not self._message:
            return str(self.preview.result.get("message", ""))
        return self._message or f"Loaded {', '.join(file.name for file in self.files)}"

    def add(self, files: Sequence[Path]) -> None:
        """Add files, and preview all of them."""
        self._take(files)
        self.make_preview(self.options)

    def leave_out(self, file: Path) -> None:
        """Leave out a file, and preview the others."""
        self.files.remove(file)
        file.unlink()
        self.make_preview(self.options)

    def _take(self, files: Sequence[Path]) -> None:
        """Move files here. A second file of the same name gets a number, since reports identify files by name."""
        for file in files:
            path, number = self._folder / file.name, 2
            while path.exists():
                path = self._folder / f"{file.stem} ({number}){file.suffix}"
                number += 1
            self.files.append(Path(shutil.move(file, path)))

    def make_preview(self, options: Options, note: str = "") -> None:
        """Preview what the files would change with these options."""
        self.options, self.note, self.is_publishing = options, note, False
        self.job = self.preview = self._start(dry_run=True)

    def take_answers(self, corridors: Collection[str]) -> bool:
        """Take over what was answered for the last files with the same headers, once. Return whether this makes a new preview.

        That a file is complete is a claim on this file alone, so a person has to make it again.
        """
        if self.kept_answers is not None or self.rows or self.fetch or self.corridor:
            return False
        words = [word for report in self.preview.result["files"] for word in report["words"]]
        kept = [word for word in words if word["column"] == ANSWER and word["load_id"]]
        kept = [answer for answer in kept if answer["word"] != "corridor" or answer["meaning"] in corridors]
        self.kept_answers = {answer["word"]: answer["meaning"] for answer in kept}
        self.kept_from = ", ".join(dict.fromkeys(answer["load_id"].partition("/")[0] for answer in kept))
        taken: dict[str, Any] = {
            name: answer
            for name, answer in self.kept_answers.items()
            if name != "complete" and not getattr(self.options, name)
        }
        if taken:
            self.make_preview(replace(self.options, **taken))
        return bool(taken)

    def publish(self, message: str, made_by: str) -> None:
        """Publish what was previewed, unless another release comes first."""
        self.is_publishing, self._message = True, message  # offered again if another release comes first
        expected = self.preview.result["compared_with"]
        self.job = self._start(dry_run=False, message=message, made_by=made_by, expected=expected)

    def _start(self, *, dry_run: bool, message: str = "", made_by: str = "", expected: int | None = None) -> Job:
        request: dict[str, Any] = {
            "lake": paths.find_default_lake(),
            "files": [str(file) for file in self.files],
            "options": asdict(self.options),
            "corridor": self.corridor,
            "fetch": self.fetch,
            "dry_run": dry_run,
            "message": message,
            "made_by": made_by,
            "account": reader.name if (reader := find_reader()) else "",
            "expected": expected,
            "withheld": sorted(cache.find_withheld_here()),
        }
        return Job(request)


def find_draft(kind: str) -> Draft | None:
    """Return the draft of this kind, or None."""
    drafts: dict[str, Draft] = DRAFTS.find() or {}
    return drafts.get(kind)


def keep_draft(kind: str, draft: Draft | None) -> None:
    """Keep a draft in place of the previous one. None discards it and ends its load."""
    drafts = dict(DRAFTS.find() or {})
    if before := drafts.pop(kind, None):
        before.job.stop()
    DRAFTS.set(drafts | ({kind: draft} if draft else {}))
