"""`patrolwatch review`: what is open, a decision and what it did to the headline, its undoing."""

import json

import pytest
from click.testing import CliRunner

from patrolwatch import main
from tests.cases import attack, patrol, publish_case

pytestmark = pytest.mark.slow

SIGNED = ("--by", "Ana", "--reason", "the same report")


@pytest.fixture
def run(tmp_path):
    # Nine patrols, so that the share is said in per cent.
    days = [f"2020-03-{day}" for day in range(15, 24)]
    incidents = [attack(day, patrol_id=f"P{number}") for number, day in enumerate(days[:2], start=1)]
    lake = publish_case(
        tmp_path, patrols=[patrol(day) for day in days], incidents=[*incidents, attack(days[0], patrol_id="P1")]
    )
    return lambda *words: CliRunner().invoke(main, ["review", *words, "--lake", str(lake.root)])


def test_a_decision_is_one_release_that_says_what_it_did_to_the_headline(run):
    assert "I1 – I3: 2020-03-15 ied, 0 days apart\n1 pairs" in run("list").output
    assert (
        "Published R2 with entry 1: I1 and I3 are one event: the same report" in run("link", "I1", "I3", *SIGNED).output
    )
    done = run("withdraw", "I2", *SIGNED).output
    assert (
        "road: share attacked 22 % to 11 %" in done and "2 of 9 joint patrols of known day in R2; 1 of 9 in R3" in done
    )
    said = json.loads(run("undo", "2", *SIGNED, "--json").output)
    assert (said["release"], said["headlines"][0]["after"]["attacked"]) == ("R4", 2)
    listed = run("list").output
    assert "0 pairs" in listed and "I2 is withdrawn: the same report (undone by 3)" in listed
    assert len(json.loads(run("list", "--json").output)["entries"]) == 3


def test_an_impossible_decision_ends_with_a_sentence_and_its_exit_code(run):
    refused = run("correct", "I2", "kind", *SIGNED)
    assert refused.exit_code == 2 and "“kind” is not COLUMN=VALUE" in refused.output
    twice = run("correct", "I2", "weapon=mine", "weapon=rocket", *SIGNED)
    assert twice.exit_code == 2 and "A column is given twice." in twice.output
    nowhere = run("list", "--corridor", "m44")
    assert nowhere.exit_code == 2 and "R1 has no corridor m44. It has: road." in nowhere.output
    assert "There is no release R0" in run("list", "--release", "R0").output
    assert run("withdraw", "P2", *SIGNED).exit_code == 4
