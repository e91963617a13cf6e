"""Errors and notes for users, one plain sentence each, with the exit code of the command or what pages need to know.

Any other exception is a bug.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


def make_printable(line: str) -> str:
    """Replace each control, direction mark and unassigned character of a line of text."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class NoteKind(StrEnum):
    """What a note is about, if anything depends on it."""

    REMARK = "remark"  # nothing depends on it
    HIDDEN = "hidden"  # a part was not read, because the workbook hides it
    MISCOUNTED = "miscounted"  # records do not count where they should, or may count twice
    NO_CORRIDOR = "no_corridor"  # incidents are on no corridor, because their place is not known exactly


@dataclass(frozen=True)
class Note:
    """A sentence on how a file was read, its kind, and the options of a load that it offers, such as `date-order`."""

    sentence: str
    kind: NoteKind = NoteKind.REMARK
    options: tuple[str, ...] = ()


def read_note(written: Mapping[str, Any]) -> Note:
    """Read a note that was written by `asdict` as JSON."""
    return Note(written["sentence"], NoteKind(written["kind"]), tuple(written["options"]))


class PatrolwatchError(Exception):
    """What went wrong, where, and what to do, in a sentence that is shown unchanged, also to readers of a server.

    `detail` is for whoever runs the software: a local path, or a message of the system or a library. The terminal prints it
    below the sentence; a server logs it.
    """

    exit_code = 1

    def __init__(self, sentence: str, detail: str = ""):
        super().__init__(sentence)
        self.detail = detail
        if detail:
            self.add_note(detail)  # shown with the traceback in logs


class UsageError(PatrolwatchError):
    """The request cannot be carried out as given."""

    exit_code = 2


def refuse_broken_text(*texts: str | None) -> None:
    """Raise UsageError if a text has characters that files cannot store: NUL, or half a surrogate pair from a terminal."""
    for text in filter(None, texts):
        if re.search("[\0\ud800-\udfff]", text):
            raise UsageError(
                f"“{make_printable(text)}” contains a character that cannot be stored, shown as �. Remove it."
            )


class FileRefused(PatrolwatchError):
    """A file cannot be read as what it should be. Text quoted from the file is made printable.

    `options` are the options of a load that the sentence offers, such as `date-order`.
    """

    exit_code = 3

    def __init__(self, sentence: str, detail: str = "", options: Sequence[str] = ()):
        super().__init__(make_printable(sentence), detail)
        self.options = tuple(options)


class CheckFailed(PatrolwatchError):
    """Records break a rule, so no release was published. `records` are their ids."""

    exit_code = 4

    def __init__(self, sentence: str, records: Collection[object] = ()):
        super().__init__(sentence)
        self.records = records


class LakeUnusable(PatrolwatchError):
    """The lake is busy, cannot be written, or is damaged."""

    exit_code = 5


class ReleaseDamaged(LakeUnusable):
    """A manifest or part differs from what was published. `number` is the release that needs it."""

    def __init__(self, number: int, sentence: str, detail: str = ""):
        super().__init__(sentence, detail)
        self.number = number


class ReleaseMissing(LakeUnusable):
    """The lake has no release of that number."""

    exit_code = UsageError.exit_code


class FetchFailed(PatrolwatchError):
    """A service did not return what it was asked for. Nothing of its answer was published."""

    exit_code = 6


class ReleaseOvertaken(LakeUnusable):
    """Another release was published after the user decided on this one. `number` is the newest."""

    def __init__(self, number: int):
        super().__init__(
            f"R{number} was published in the meantime, so nothing was published. Check again what would change."
        )
        self.number = number


class NoCorridor(PatrolwatchError):
    """A release has no records on any corridor, so questions about a corridor cannot be answered."""

    exit_code = UsageError.exit_code

    def __init__(self, release: int):
        super().__init__(
            f"R{release} has no records on any corridor yet, so there is nothing to show. Run `patrolwatch build` for "
            "the M4, or `patrolwatch corridor add` for another road; known incidents are then placed on it."
        )


class QueryStopped(PatrolwatchError):
    """A query took longer than allowed."""


def describe_in_full(error: Exception) -> str:
    """Describe an error, including an unexpected one, to whoever runs the command."""
    if isinstance(error, PatrolwatchError):
        return f"{error} {error.detail}".rstrip()
    again = "Set PATROLWATCH_TRACEBACK=1 and run it again to see where."
    if isinstance(error, MemoryError):
        return f"There is not enough memory for this. {again}"
    if isinstance(error, OSError):
        return f"The operating system reported an error: {error}. {again}"
    return f"Patrolwatch itself failed ({type(error).__name__}: {error}). {again}"
