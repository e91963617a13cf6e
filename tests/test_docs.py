"""Documents name what is there: paths, commands and generated texts."""

import re
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").glob("*.md")])
ROOMS = ("etl", "analysis", "views", "commands", "tests", "bench", "docs", "data")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# The change log names files that are gone.
OF_TODAY = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]


@pytest.mark.parametrize("document", OF_TODAY, ids=[path.name for path in OF_TODAY])
def test_a_path_in_a_document_is_there(document):
    # The lake, the files of a release and copies of lakes elsewhere are made at run time.
    named = re.findall(rf"`((?:{'|'.join(ROOMS)})/[\w./-]+)`", read(document))
    missing = [
        name for name in named if not (CHECKOUT / name).exists() and not name.startswith(("data/lake", "data/copies"))
    ]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_link_in_a_document_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(document))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


def test_the_changelog_has_each_group_once_and_a_line_for_each_change():
    for version in read(CHECKOUT / "CHANGELOG.md").split("\n## ")[1:]:
        groups = re.findall(r"^### (.*)$", version, re.MULTILINE)
        assert len(groups) == len(set(groups))
        assert set(groups) <= {"Added", "Changed", "Fixed"}
        assert re.findall(r"^  .*$", version, re.MULTILINE) == []


def test_the_readme_names_every_command():
    from patrolwatch import main

    named = set(re.findall(r"^([a-z-]+)(?: [a-zA-Z0-9 ]+)?  +\w", read(CHECKOUT / "README.md"), re.MULTILINE))
    assert named == set(main.modules)


def test_the_justfile_has_a_word_for_each_task():
    words = set(re.findall(r"^([a-z]+)(?: \*arguments)?:$", read(CHECKOUT / "justfile"), re.MULTILINE))
    assert words >= {"run", "test", "check", "bench", "docs"}


@pytest.mark.parametrize(
    "document", [*OF_TODAY, CHECKOUT / "justfile", CHECKOUT / ".pre-commit-config.yaml"], ids=lambda path: path.name
)
def test_a_module_that_is_run_is_there(document):
    named = set(re.findall(r"(?:python3?|python\}\}) -m ([\w.]+)", read(document)))
    assert {name for name in named if not find_spec(name)} == set()


def test_the_workflow_runs_on_the_oldest_python_that_is_allowed_and_pins_its_actions():
    workflow = read(CHECKOUT / ".github" / "workflows" / "tests.yml")
    oldest = tomllib.loads(read(CHECKOUT / "pyproject.toml"))["project"]["requires-python"].removeprefix(">=")
    assert f'"{oldest}"' in workflow
    assert "bash .ci/run" in workflow
    assert all(
        re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", used) for used in re.findall(r"uses: (.*)", workflow)
    )
