"""Errors for the person who must act: one plain sentence each, and the exit code the terminal ends with.

Anything else that goes wrong is a fault of ours.
"""

import re
from collections.abc import Collection


def make_printable(line: str) -> str:
    """A line of text with a replacement sign for each control, direction mark and unassigned character."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class PatrolwatchError(Exception):
    """What went wrong, where, and what to do, in a sentence that is shown as it stands, to readers of the server too.

    `detail` is for whoever runs this alone: a path of this machine, or what the system or a library said. The terminal prints
    it below the sentence; the server writes it into its log.
    """

    exit_code = 1

    def __init__(self, sentence: str, detail: str = ""):
        super().__init__(sentence)
        self.detail = detail
        if detail:
            self.add_note(detail)  # for the log of whoever catches it with its traceback


class UsageError(PatrolwatchError):
    """The request cannot be carried out as it is."""

    exit_code = 2


def refuse_broken_text(*texts: str | None) -> None:
    """Raise UsageError where a text holds what no file can: a NUL, or half of a sign, as a terminal of another encoding gives."""
    for text in filter(None, texts):
        if re.search("[\0\ud800-\udfff]", text):
            raise UsageError(
                f"“{make_printable(text)}” holds a sign that cannot be kept, shown as �. Write it without."
            )


class FileRefused(PatrolwatchError):
    """A file cannot be read as what it should be. What the sentence quotes of it is made printable."""

    exit_code = 3

    def __init__(self, sentence: str, detail: str = ""):
        super().__init__(make_printable(sentence), detail)


class CheckFailed(PatrolwatchError):
    """Records contradict a rule, so no release was published. `records` are ids of these."""

    exit_code = 4

    def __init__(self, sentence: str, records: Collection[object] = ()):
        super().__init__(sentence)
        self.records = records


class LakeUnusable(PatrolwatchError):
    """The lake is busy, cannot be written, or is damaged."""

    exit_code = 5


class ReleaseDamaged(LakeUnusable):
    """A manifest or a part is not what was published. `number` is the release that needs it."""

    def __init__(self, number: int, sentence: str, detail: str = ""):
        super().__init__(sentence, detail)
        self.number = number


class ReleaseMissing(LakeUnusable):
    """The lake holds no release of that number."""

    exit_code = UsageError.exit_code


class FetchFailed(PatrolwatchError):
    """A service did not give what it was asked for. Nothing of that answer was published."""

    exit_code = 6


class ReleaseOvertaken(LakeUnusable):
    """Another release was published since a person decided on this one. `number` is the newest."""

    def __init__(self, number: int):
        super().__init__(
            f"R{number} was published meanwhile, so nothing was published: look at what would change again."
        )
        self.number = number


class NoCorridor(PatrolwatchError):
    """A release has no records on any corridor, so no question of a road can be asked of it."""

    exit_code = UsageError.exit_code

    def __init__(self, release: int):
        super().__init__(
            f"R{release} has no records on any corridor yet, so there is nothing to show of a road: run `patrolwatch build` for "
            "the M4, or `patrolwatch corridor add` for another road; incidents that are known are then placed on it."
        )


class QueryStopped(PatrolwatchError):
    """A question of a release took longer than it may."""


def describe_in_full(error: Exception) -> str:
    """Describe an error to whoever runs the command, also one that nobody foresaw."""
    if isinstance(error, PatrolwatchError):
        return f"{error} {error.detail}".rstrip()
    again = "Set PATROLWATCH_TRACEBACK=1 and run it again to see where."
    if isinstance(error, MemoryError):
        return f"There is not enough memory for this. {again}"
    if isinstance(error, OSError):
        return f"The system refused something: {error}. {again}"
    return f"Patrolwatch itself failed ({type(error).__name__}: {error}). {again}"
