"""Notices of news on a corridor: the rules of what to send to whom, and the last release sent for each."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.export.terms import find_withheld
from analysis.questions.changes import News, describe_headline_change, find_news
from analysis.questions.holdings import list_corridors
from analysis.release import Release, open_release
from etl.errors import FetchFailed, LakeUnusable, UsageError
from etl.fetch.keys import find_key
from etl.fetch.schedule import check_keys, read_texts, read_toml
from etl.lake import Lake, private
from etl.tables.labels import format_count, label_feed, label_value
from views.words.phrases import capitalise, format_day, format_possible_days

if TYPE_CHECKING:
    import apprise

EVENTS = ("attack", "suspension", "headline")
KEYS = {"corridor", "on", "to"}
NOTIFIED = "notices.json"  # one of the private files of the lake
MOST_LISTED = 20


@dataclass(frozen=True)
class Rule:
    """A corridor, the events to send, and the recipient: `to` is the name of a key that holds an Apprise address."""

    corridor: str
    on: tuple[str, ...]
    to: str

    @property
    def name(self) -> str:
        """The key under which the last release sent is stored."""
        return f"{self.corridor} {'+'.join(self.on)} {self.to}"


def read_rules(path: Path) -> list[Rule]:
    """Read the rules of a schedule, one per recipient. Raises UsageError if one is invalid."""
    return [rule for table in read_toml(path).get("notify", []) for rule in _read_rule(path, table)]


def _read_rule(path: Path, table: Mapping[str, Any]) -> list[Rule]:
    check_keys(path, "notify", table, KEYS)
    corridor, on, to = table.get("corridor"), read_texts(path, table, "on"), read_texts(path, table, "to")
    if not isinstance(corridor, str) or not to:
        raise UsageError(
            f'{path.name}: [[notify]] needs a corridor, and a list `to` with the names of keys that hold addresses: ["PATROLWATCH_NOTIFY"].'
        )
    if not on:
        raise UsageError(f"{path.name}: [[notify]] needs a list `on` of {', '.join(EVENTS)}.")
    if unknown := [event for event in on if event not in EVENTS]:
        raise UsageError(f"{path.name}: `on` has an unknown event {unknown[0]}. Use {', '.join(EVENTS)}.")
    return [Rule(corridor, on, key) for key in to]


def send_news(lake: Lake, rules: list[Rule], say: Callable[[str], None]) -> None:
    """Send each recipient what is new since the last notice. The first call sends nothing and records the newest release.

    Raises UsageError for an invalid rule, and FetchFailed if a recipient could not be reached, after notifying all others.
    """
    if not lake.list_numbers():
        raise UsageError("There is no release yet, so there is nothing to send.")
    newest, notified, failed = lake.list_numbers()[-1], _read_notified(lake), list[str]()
    due = [rule for rule in rules if notified.get(rule.name) != newest]
    open_once = cache(partial(open_release, lake))
    if due:
        # A rule that cannot be followed is refused on the first call, not on the day of its first news.
        _refuse_unknown_corridors(open_once(newest), due)

    @cache
    def find_news_since(since: int, corridor: str) -> News:
        return find_news(open_once(since), open_once(newest), corridor)

    recipients = {rule.to: _open_recipient(rule.to) for rule in due}
    for rule in due:
        since = notified.get(rule.name)
        if since is None:
            say(f"{rule.corridor}: {rule.to} will get notices of releases after R{newest}.")
        elif not (text := _write_notice(rule, find_news_since(since, rule.corridor), newest)):
            say(f"{rule.corridor}: nothing new for {rule.to} since R{since}.")
        elif _send(recipients[rule.to], *text):
            say(f"Sent to {rule.to}: {text[0]}.")
        else:
            failed.append(rule.to)
            continue
        notified[rule.name] = newest
        private.replace_file(private.make_folder(lake.root) / NOTIFIED, json.dumps(notified))
    if failed:
        raise FetchFailed(f"No notice reached {' and '.join(failed)}: check the address; the next call sends it again.")


def _refuse_unknown_corridors(newest: Release, rules: list[Rule]) -> None:
    corridors = list_corridors(newest)
    if unknown := [rule.corridor for rule in rules if rule.corridor not in corridors]:
        raise UsageError(
            f"There is no corridor {unknown[0]} in R{newest.number}. It has: {', '.join(sorted(corridors))}."
        )


def _read_notified(lake: Lake) -> dict[str, int]:
    try:
        found = json.loads((lake.root / private.FOLDER / NOTIFIED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        path = lake.root / private.FOLDER / NOTIFIED
        raise LakeUnusable(
            "The record of sent notices cannot be read: delete it to start again.", f"It is {path} ({error})."
        ) from None
    return {str(name): int(number) for name, number in found.items()}


def _write_notice(rule: Rule, news: News, newest: int) -> tuple[str, str] | None:
    """Return the title and text of a notice, or None if there is nothing new for the rule."""
    parts = {
        "attack": (_count(news.attacks, "new attack"), _list_records(news.attacks, _describe_attack)),
        "suspension": (
            _count(news.suspensions, "new suspension"),
            _list_records(news.suspensions, _describe_suspension),
        ),
        "headline": _describe_headlines(news),
    }
    chosen = [parts[event] for event in rule.on if parts[event][0]]
    if not chosen:
        return None
    title = f"{news.title}: {', '.join(title for title, _ in chosen)} (R{newest})"
    return title, "\n".join(line for _, lines in chosen for line in lines)


def _count(records: list[dict[str, Any]], one: str) -> str:
    return format_count(len(records), one) if records else ""


def _describe_headlines(news: News) -> tuple[str, list[str]]:
    """Describe the headlines that changed, each with its feed."""
    lines = [
        f"{capitalise(label_feed(change.selection.feed))}: {describe_headline_change(change)}"
        for change in news.headlines
    ]
    return ("headline changed" if lines else "", lines)


def _list_records(records: list[dict[str, Any]], describe: Callable[[dict[str, Any]], str]) -> list[str]:
    """Describe records. Those of feeds whose terms forbid republishing are only counted."""
    free = [record for record in records if record["feed"] not in find_withheld()]
    lines = [describe(record) for record in free[:MOST_LISTED]]
    if len(free) > MOST_LISTED:
        lines.append(f"and {len(free) - MOST_LISTED:,} more")
    if withheld := len(records) - len(free):
        lines.append(f"{withheld:,} from feeds whose terms forbid republishing: open the release to see them")
    return lines


def _describe_attack(record: dict[str, Any]) -> str:
    place = f", {record['place']}" if record["place"] else ""
    kind = label_value("kind", record["kind"])
    return capitalise(
        f"{format_possible_days(record)}: {kind}{place} ({record['verification']}, {label_feed(record['feed'])})"
    )


def _describe_suspension(record: dict[str, Any]) -> str:
    return (
        f"{format_day(record['date'])}: suspension announced by {record['announced_by']} ({label_feed(record['feed'])})"
    )


def _open_recipient(key: str) -> "apprise.Apprise":
    """Read the address that a key holds. Raises UsageError if the key is not set, or the address is invalid."""
    import apprise  # takes half a second, so import it only where there may be something to send

    # apprise would log addresses, which contain keys.
    logging.getLogger("apprise").addHandler(logging.NullHandler())
    logging.getLogger("apprise").propagate = False
    recipient = apprise.Apprise()
    if not recipient.add(find_key(key)):
        raise UsageError(
            f"Apprise does not recognise the address in {key}. Use one such as mailto://, slack:// or json://."
        )
    return recipient


def _send(recipient: "apprise.Apprise", title: str, text: str) -> bool:
    """Send a notice, and return whether it arrived."""
    return bool(recipient.notify(body=text, title=title, body_format="text"))
