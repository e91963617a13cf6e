"""Errors for the person who must act: one plain sentence each, and the exit code the terminal ends with.

Anything else that goes wrong is a fault of ours and crashes.
"""


def printable(line: str) -> str:
    """A line of text with a replacement sign for each control, direction mark and unassigned character."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)


class PatrolwatchError(Exception):
    """What went wrong, where, and what to do, in a sentence that is shown as it stands."""

    exit_code = 1


class UsageError(PatrolwatchError):
    """The request cannot be carried out as asked."""

    exit_code = 2


class FileRefused(PatrolwatchError):
    """A file cannot be read as what it should be. What the sentence quotes of it is made printable."""

    exit_code = 3

    def __init__(self, sentence: str):
        super().__init__(printable(sentence))


class CheckFailed(PatrolwatchError):
    """Records contradict a rule, so no release was published."""

    exit_code = 4


class LakeUnusable(PatrolwatchError):
    """The lake is busy, cannot be written, or is damaged."""

    exit_code = 5


class ReleaseDamaged(LakeUnusable):
    """A manifest or a part is not what was published. `number` is the release that needs it."""

    def __init__(self, number: int, sentence: str):
        super().__init__(sentence)
        self.number = number


class ReleaseMissing(LakeUnusable):
    """The lake holds no release of that number."""

    exit_code = UsageError.exit_code


class QueryStopped(PatrolwatchError):
    """A question of a release took longer than it may."""
