"""Compare proposed records with those of a careful reader: precision and recall of kind and day, and of each field."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from etl.feeds.articles.proposals import propose
from etl.feeds.articles.reading import Report
from etl.feeds.articles.records import FIELDS

HERE = Path(__file__).parent
COMPARED = [field for field in FIELDS if field not in ("kind", "date_from", "date_to", "evidence")]


def read_reports(half):
    """Return the reports of a half, each with its answers in the shape of proposals."""
    reports = tomllib.loads((HERE / f"reports_{half}.toml").read_text(encoding="utf-8"))["report"]
    return [(report, [fill(answer) for answer in report["answers"]]) for report in reports]


def fill(answer):
    """Return an answer with every field of a proposal."""
    first, _, last = answer.get("days", "").partition("..")
    filled = {field: answer.get(field) for field in FIELDS} | {
        "date_from": first or None,
        "date_to": last or first or None,
    }
    return filled | {"is_new": answer.get("is_new", True)}


def run(report):
    """Return what is proposed from a report."""
    return propose_once(report["text"].strip(), report.get("published"), report.get("publisher"), report.get("title"))


@cache
def propose_once(text, published, publisher, title):
    return propose(Report(text, published, publisher, title)).records


def pair(proposals, answers):
    """Pair each answer with the proposal of its kind that agrees in most fields: first all of the same days, then the others."""
    pairs, left, waiting = [], list(proposals), list(answers)
    for is_fit in (have_same_days, lambda *_: True):
        for answer in list(waiting):
            alike = [each for each in left if each["kind"] == answer["kind"] and is_fit(each, answer)]
            best = max(alike, key=lambda each: agree(each, answer), default=None)
            if best is not None:
                left.remove(best)
                waiting.remove(answer)
                pairs.append((best, answer))
    return pairs


def have_same_days(one, other):
    return (one["date_from"], one["date_to"]) == (other["date_from"], other["date_to"])


def agree(one, other):
    return sum(one[field] == other[field] for field in COMPARED)


def score(half):
    """Return precision, recall and number of answers of kind and day, and of each field of the pairs."""
    hits, proposed, wanted = Counter(), Counter(), Counter()
    for report, answers in read_reports(half):
        proposals = run(report)
        pairs = pair(proposals, answers)
        proposed["kind and day"] += len(proposals)
        wanted["kind and day"] += len(answers)
        for one, other in pairs:
            hits["kind and day"] += have_same_days(one, other)
            for field in COMPARED:
                proposed[field] += one[field] is not None
                wanted[field] += other[field] is not None
                hits[field] += one[field] is not None and one[field] == other[field]
    return {
        field: (hits[field] / max(1, proposed[field]), hits[field] / max(1, wanted[field]), wanted[field])
        for field in ("kind and day", *COMPARED)
    }


def print_misses(half):
    """Print where proposals and answers of a half differ."""
    for report, answers in read_reports(half):
        proposals = run(report)
        pairs = pair(proposals, answers)
        lines = []
        for one, other in pairs:
            for field in ("date_from", "date_to", *COMPARED):
                if one[field] != other[field]:
                    lines.append(f"   {one['kind']} {field}: {one[field]!r}, not {other[field]!r}")
        lines += [
            f"   too many: { {k: v for k, v in each.items() if v is not None} }"
            for each in proposals
            if not any(each is one for one, _ in pairs)
        ]
        lines += [
            f"   missing: { {k: v for k, v in each.items() if v is not None} }"
            for each in answers
            if not any(each is one for _, one in pairs)
        ]
        if lines:
            print(report["name"], *lines, sep="\n")


def print_scores(half):
    """Print the scores of a half as a table."""
    print(f"{half:16} precision  recall  answers")
    for field, (precision, recall, number) in score(half).items():
        print(f"{field:16} {precision:9.2f} {recall:7.2f} {number:8}")
