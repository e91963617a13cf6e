"""Declare experiments on reliability, and their findings.

A module of experiments has `EXPERIMENTS`, with the short figures of each for the tests and the full ones for
`python -m bench.reliability`, and `open_bench`, a context manager that yields what they work on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest


@dataclass(frozen=True)
class Finding:
    """A promise, and the number of tries in which it held. `wrong` says what happened in the others.

    `is_skipped` is true if this machine could not try it, `needs_quiet` if the figure is meaningful only on a quiet machine.
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
    """A deliberate fault: `run(bench, **figures)` returns the findings."""

    run: Callable[..., list[Finding]]
    short: dict
    full: dict


def count_troubles(sentence: str, troubles: Iterable[str | None]) -> Finding:
    """Return the finding of tries, each of which returned None or a sentence on what was wrong."""
    troubles = list(troubles)
    wrong = tuple(trouble for trouble in troubles if trouble)
    return Finding(sentence, len(troubles) - len(wrong), len(troubles), wrong)


def measure(sentence: str, value: float, limit: float, unit: str = "") -> Finding:
    """Return the finding of a figure that must not exceed its limit."""
    said = f"{sentence}: {value:,.4g}{unit} (limit {limit:,.4g}{unit})"
    wrong = () if value <= limit else (f"{value:,.4g}{unit} is over {limit:,.4g}{unit}",)
    return Finding(said, int(not wrong), 0, wrong)


def measure_when_quiet(sentence: str, value: float, limit: float, unit: str = "") -> Finding:
    """Return the finding of a time or an amount of memory, which other work on the machine can distort, so no test checks it."""
    return replace(measure(sentence, value, limit, unit), needs_quiet=True)


def note(sentence: str) -> Finding:
    """Return a line on what was done, without a promise."""
    return Finding(sentence, 0, 0)


def skip(sentence: str) -> Finding:
    """Return the finding of an experiment that this machine cannot do."""
    return Finding(sentence, 0, 0, is_skipped=True)


def assert_held(findings: Iterable[Finding]) -> None:
    """Fail the test if a promise was broken or nothing was found. Skip it if this machine could not try everything."""
    findings = [finding for finding in findings if not finding.needs_quiet]
    assert findings, "the experiment found nothing"
    wrong = "\n".join(str(finding) for finding in findings if finding.wrong)
    assert not wrong, wrong
    if skipped := [finding.sentence for finding in findings if finding.is_skipped]:
        pytest.skip("; ".join(skipped))
