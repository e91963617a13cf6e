"""`patrolwatch notify`: who is told what of a corridor, once, and what happens where a notice does not arrive."""

import json
from datetime import UTC, date, datetime
from functools import partial

import pytest
from click.testing import CliRunner

from commands.notices import Rule, _describe_attack, _list_records, read_rules
from etl.errors import UsageError
from etl.fetch.log import NOTHING_NEW, Fetch, note_fetch
from etl.fetch.question import Question
from patrolwatch import main
from tests.cases import attack, corridor, patrol, publish_case, suspension
from tests.etl.fetch.servers import Reply, run_server

pytestmark = pytest.mark.slow

RULES = """
[[notify]]
corridor = "road"
on = ["attack", "suspension", "headline"]
to = ["FIRST_HOOK"]

[[notify]]
corridor = "road"
on = ["suspension"]
to = ["SECOND_HOOK"]
"""
PATROLS = [patrol("2020-03-01"), patrol("2020-03-04"), patrol("2020-03-07")]


@pytest.fixture
def schedule(tmp_path):
    def write(text=RULES):
        path = tmp_path / "watch.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def hook(monkeypatch):
    """Two webhooks on this machine; what they were sent, by path. They refuse it while they are told to fail."""
    sent, answer = {}, {"status": 200}

    def take(request):
        if answer["status"] == 200:
            sent.setdefault(request.path, []).append(json.loads(request.body))
        return Reply("", answer["status"])

    with run_server(take) as server:
        for name in ("FIRST_HOOK", "SECOND_HOOK"):
            monkeypatch.setenv(name, f"json://secret:word@{server.url.removeprefix('http://')}/{name}")
        yield sent, answer


def notify(lake, path):
    return CliRunner().invoke(main, ["notify", str(path), "--lake", str(lake.root)])


def test_each_addressee_is_notified_once_of_the_rule(tmp_path, schedule, hook, caplog):
    sent, answer = hook
    lake = publish_case(tmp_path, patrols=PATROLS)
    first = notify(lake, schedule())
    assert (first.exit_code, sent) == (0, {})
    assert "FIRST_HOOK will get notices of releases after R1." in first.stdout

    news = attack("2020-03-04", patrol_id="P2", place="Abad")
    publish_case(tmp_path, patrols=PATROLS, incidents=[news], suspensions=[suspension("2020-03-08")])
    answer["status"] = 500
    watched = schedule(RULES + '[[fetch]]\nfeed = "gdelt"\nevery = "1d"\n')
    asked_now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    note_fetch(lake, Fetch("gdelt", Question().to_json(), asked_now, NOTHING_NEW, cursor={"last": "1"}))
    for command in ("notify", "watch"):
        options = ["--once"] if command == "watch" else []
        failed = CliRunner().invoke(main, [command, str(watched), *options, "--lake", str(lake.root)])
        assert (failed.exit_code, sent) == (6, {})
        assert "No notice reached FIRST_HOOK and SECOND_HOOK" in failed.stderr

    answer["status"] = 200
    second = CliRunner().invoke(main, ["watch", str(watched), "--once", "--lake", str(lake.root)])
    assert second.exit_code == 0
    assert "Sent to SECOND_HOOK: Road: 1 new suspension (R2)." in second.stdout
    [to_first], [to_second] = sent["/FIRST_HOOK"], sent["/SECOND_HOOK"]
    assert to_first["title"] == "Road: 1 new attack, 1 new suspension, headline changed (R2)"
    assert to_first["message"].splitlines() == [
        "4 March 2020: IED, Abad (confirmed, compiled by hand)",
        "8 March 2020: suspension announced by a (compiled by hand)",
        "Compiled by hand: 0 of 3 joint patrols of known day in R1; 1 of 3 in R2: one attack added.",
    ]
    assert to_second["title"] == "Road: 1 new suspension (R2)"
    assert notify(lake, schedule()).output == ""
    for said in (failed.output, second.output, caplog.text):
        assert "secret" not in said and "word@" not in said


def test_a_headline_of_own_tables_is_news_beside_the_one_that_pages_open_with(tmp_path, schedule, hook):
    sent, _ = hook
    lake = publish_case(tmp_path, patrols=PATROLS)
    notify(lake, schedule())
    (tmp_path / "mine.csv").write_text(
        "record,id,date,corridor,participants,number,kind,target,verification\npatrol,p,2020-05-01,road,a and b,9,,,\n"
        "incident,i,2020-05-01,road,,9,ied,patrol,confirmed\n",
        encoding="utf-8",
    )
    days = ["--complete", "road", "2020-05-01..2020-05-01"]
    CliRunner().invoke(main, ["load", str(tmp_path / "mine.csv"), *days, "--lake", str(lake.root)])
    assert notify(lake, schedule()).exit_code == 0
    assert sent["/FIRST_HOOK"][0]["message"].splitlines()[1:] == [
        "Own tables: No rate (the patrols, or the attacks on them, are not completely held) in R1; 1 of 1 joint patrols of known day in "
        "R2: one patrol added, one attack added, 4 spans of coverage added."
    ]


def test_a_corridor_without_records_may_have_a_rule_and_is_notified_of_its_first_attack(tmp_path, schedule, hook):
    sent, _ = hook
    corridors = [corridor("road"), corridor("quiet", route=[[36.0, 37.0], [37.0, 37.0]])]
    lake = publish_case(tmp_path, corridors=corridors, patrols=PATROLS)
    rules = schedule(RULES.replace('"road"', '"quiet"'))
    assert notify(lake, rules).exit_code == 0
    publish_case(tmp_path, corridors=corridors, patrols=PATROLS, incidents=[attack("2020-03-04")])
    assert (notify(lake, rules).exit_code, sent) == (0, {})
    first = attack("2020-03-05", incident_id="I2", corridor="quiet", place="Abad")
    publish_case(tmp_path, corridors=corridors, patrols=PATROLS, incidents=[attack("2020-03-04"), first])
    assert notify(lake, rules).exit_code == 0
    assert sent["/FIRST_HOOK"][0]["title"] == "Quiet: 1 new attack (R3)"


def test_an_attack_that_was_withdrawn_and_returns_is_not_notified_twice_but_one_moved_here_is(tmp_path, schedule, hook):
    sent, _ = hook
    corridors = [corridor("road"), corridor("quiet", route=[[36.0, 37.0], [37.0, 37.0]])]
    old, moved = attack("2020-03-04", place="Abad"), attack("2020-03-05", corridor="quiet")
    publish = partial(publish_case, tmp_path, corridors=corridors, patrols=PATROLS)
    lake = publish(incidents=[old, moved])
    notify(lake, schedule())
    publish(incidents=[moved | {"incident_id": "I2"}])
    notify(lake, schedule())
    sent.clear()
    for number in ("R1", "R2", "R1"):
        assert CliRunner().invoke(main, ["revert", number, "--lake", str(lake.root)]).exit_code in (0, 1)
        notify(lake, schedule())
    assert [notice["title"] for notices in sent.values() for notice in notices if "attack" in notice["title"]] == []
    publish(incidents=[old, moved | {"corridor": "road", "place": "Abad"}])
    notify(lake, schedule())
    assert "1 new attack" in sent["/FIRST_HOOK"][-1]["title"]


@pytest.mark.parametrize(
    ("key", "corridor", "what"),
    [
        ("json://127.0.0.1", "raod", "There is no corridor raod in R1. It has: road."),
        ("", "road", "The key SECOND_HOOK is not set."),
        ("jsonx://127.0.0.1", "road", "Apprise does not recognise the address in SECOND_HOOK."),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_on_the_first_call(
    tmp_path, schedule, hook, monkeypatch, key, corridor, what
):
    monkeypatch.setenv("SECOND_HOOK", key)
    rules = schedule(RULES.replace('"road"\non = ["suspension"]', f'"{corridor}"\non = ["suspension"]'))
    first = notify(publish_case(tmp_path, patrols=PATROLS), rules)
    assert (first.exit_code, first.stdout, what in first.stderr) == (2, "", True)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[notify]]\ncorridor = 'road'\non = ['attack']", "names of keys that hold addresses"),
        ("[[notify]]\non = ['attack']\nto = ['A']", "needs a corridor"),
        ("[[notify]]\ncorridor = 'road'\nto = ['A']", "needs a list `on`"),
        ("[[notify]]\ncorridor = 'road'\non = ['rumour']\nto = ['A']", "unknown event rumour"),
        ("[[notify]]\ncorridor = 'road'\nwhen = 'now'", "unknown key when"),
    ],
)
def test_a_rule_that_is_not_understood_is_refused_in_a_sentence(schedule, text, what):
    with pytest.raises(UsageError, match=what):
        read_rules(schedule(text))


def test_nobody_is_notified_without_a_rule(tmp_path, schedule):
    result = notify(publish_case(tmp_path), schedule('[[fetch]]\nfeed = "gdelt"\nevery = "1d"\n'))
    assert (result.exit_code, "no notice to send" in result.stderr) == (2, True)


def test_each_addressee_of_a_rule_has_a_rule(schedule):
    text = "[[notify]]\ncorridor = 'road'\non = ['attack']\nto = ['A', 'B']"
    assert read_rules(schedule(text)) == [Rule("road", ("attack",), "A"), Rule("road", ("attack",), "B")]


def test_records_that_may_not_be_passed_on_are_only_counted():
    record = {"feed": "gdelt", "kind": "ied", "date": date(2020, 3, 4), "date_end": date(2020, 3, 4), "date_precision": "day",
              "place": "Abad", "verification": "coded"}  # fmt: skip
    lines = _list_records([record, record | {"feed": "acled"}, record | {"feed": "acled"}], _describe_attack)
    assert lines == [
        "4 March 2020: IED, Abad (coded, GDELT)",
        "2 from feeds whose terms forbid republishing: open the release to see them",
    ]
