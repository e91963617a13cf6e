"""Cause faults and print what held: kills, full disks, damaged files, hostile files and requests, many clients at once.

    python -m bench.reliability                          every experiment with its full figures
    python -m bench.reliability --short                  every experiment with the figures of the tests
    python -m bench.reliability publishing loading.kill  some topics, or single experiments of them

Prints one line per finding. The exit code is 1 if any is not as docs/reliability.md promises. Experiments use their own lakes
and servers, in temporary folders and on the loopback address. Some need `strace` or the right to mount; if these are missing,
the line says so.
"""

import argparse
import sys
import time
from types import ModuleType

from tests.reliability import (
    damage,
    fuzzing,
    hostile_files,
    leftovers,
    loading,
    publishing,
    questions,
    requests,
    serving,
    soaking,
    two_servers,
    visiting,
)

TOPICS: dict[str, ModuleType] = {
    "publishing": publishing,
    "damage": damage,
    "questions": questions,
    "loading": loading,
    "leftovers": leftovers,
    "fuzzing": fuzzing,
    "hostile_files": hostile_files,
    "soaking": soaking,
    "requests": requests,
    "serving": serving,
    "visiting": visiting,
    "two_servers": two_servers,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reliability", description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true", help="the figures of the tests instead of the full ones")
    known = [*TOPICS, *(f"{topic}.{name}" for topic, module in TOPICS.items() for name in module.EXPERIMENTS)]
    parser.add_argument("names", nargs="*", choices=[*known, []], metavar="TOPIC[.EXPERIMENT]")
    wanted = parser.parse_args()
    is_wrong = False
    for topic, module in TOPICS.items():
        chosen = [
            name
            for name in module.EXPERIMENTS
            if not wanted.names or topic in wanted.names or f"{topic}.{name}" in wanted.names
        ]
        if not chosen:
            continue
        with module.open_bench() as bench:
            for name in chosen:
                experiment = module.EXPERIMENTS[name]
                began = time.monotonic()
                for finding in experiment.run(bench, **(experiment.short if wanted.short else experiment.full)):
                    print(finding, flush=True)
                    is_wrong |= bool(finding.wrong)
                print(f"    {topic}.{name}: {time.monotonic() - began:.0f} s", flush=True)
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
