"""What an experiment on reliability found, and how experiments are declared.

A module of experiments has `EXPERIMENTS`, which names each with its short figures (for the tests) and its full ones (for
`python -m bench.reliability`), and `open_bench`, a context manager that gives what they work on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest


@dataclass(frozen=True)
class Finding:
    """One line: what was promised, and in how many of the tries it held. `wrong` says what happened in the others.

    `is_skipped` is true where this machine could not try it, `needs_quiet` where the figure says something on a quiet machine alone.
    """

    sentence: str
    good: int
    tries: int
    wrong: tuple[str, ...] = ()
    is_skipped: bool = False
    needs_quiet: bool = False

    def __str__(self) -> str:
        lines = [f"{self.sentence}: {self.good}/{self.tries}" if self.tries else self.sentence]
        return "\n".join(lines + [f"    wrong: {wrong}" for wrong in self.wrong[:5]])


@dataclass(frozen=True)
class Experiment:
    """Something that goes wrong, done on purpose: `run(bench, **figures)` returns what was found."""

    run: Callable[..., list[Finding]]
    short: dict
    full: dict


def count_troubles(sentence: str, troubles: Iterable[str | None]) -> Finding:
    """Return the finding of tries of which each gave None, or a sentence that says what was wrong."""
    troubles = list(troubles)
    wrong = tuple(trouble for trouble in troubles if trouble)
    return Finding(sentence, len(troubles) - len(wrong), len(troubles), wrong)


def measure(sentence: str, value: float, limit: float, unit: str = "") -> Finding:
    """Return the finding of one figure that must not pass its limit."""
    said = f"{sentence}: {value:,.4g}{unit} (limit {limit:,.4g}{unit})"
    wrong = () if value <= limit else (f"{value:,.4g}{unit} is over {limit:,.4g}{unit}",)
    return Finding(said, int(not wrong), 0, wrong)


def measure_when_quiet(sentence: str, value: float, limit: float, unit: str = "") -> Finding:
    """Return the finding of a figure of time or memory, which whatever else the machine does can spoil: no test holds it."""
    return replace(measure(sentence, value, limit, unit), needs_quiet=True)


def note(sentence: str) -> Finding:
    """Return a line that says what was done, and promises nothing."""
    return Finding(sentence, 0, 0)


def skip(sentence: str) -> Finding:
    """Return the finding of an experiment that cannot be done on this machine."""
    return Finding(sentence, 0, 0, is_skipped=True)


def assert_held(findings: Iterable[Finding]) -> None:
    """Fail the test where a promise was broken or nothing was found; skip it where this machine could not try all of it."""
    findings = [finding for finding in findings if not finding.needs_quiet]
    assert findings, "the experiment found nothing"
    wrong = "\n".join(str(finding) for finding in findings if finding.wrong)
    assert not wrong, wrong
    if skipped := [finding.sentence for finding in findings if finding.is_skipped]:
        pytest.skip("; ".join(skipped))
