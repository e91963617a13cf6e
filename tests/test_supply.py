"""What Patrolwatch is made of: exact versions with hashes, wheels alone, none with a known hole, and a bill that lists them all."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from etl import VERSION
from tests import sbom
from tests.product import MODULES

CHECKOUT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
LOCKED = [package for package, _ in sbom.read_locks().values()]
# The first versions in which these were mended.
FLOORS = {
    "streamlit": (
        "1.54",
        "CVE-2026-33682: a server on Windows could be made to ask another host; CVE-2024-42474 before it",
    ),
    "starlette": ("1.1.0", "CVE-2026-48818: the same in its static files"),
    "duckdb": ("2.0.1", "wrong results of 2.0.0, and processes that hung at their end"),
}
PLOTLY_JS = "2.25.2"  # CVE-2023-46308: prototypes polluted by a figure


def lock_lines(name):
    return (CHECKOUT / name).read_text(encoding="utf-8").splitlines()


def read_locked():
    """Return the packages of the lock that this Python on this system needs, by name."""
    return {package.name: package for package in LOCKED if not package.marker or Marker(package.marker).evaluate()}


# The lock


@pytest.mark.parametrize("name", sbom.LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(name):
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert list(sbom.read_lock(text))  # which refuses any other line
    assert "://" not in text


def test_a_line_that_a_lock_has_not_is_refused():
    with pytest.raises(ValueError, match="no such line"):
        list(sbom.read_lock("thing @ file:///thing.whl"))


def test_every_locked_package_has_hashes():
    assert [package.name for package in LOCKED if not package.hashes] == []


def test_every_requirement_is_locked_at_a_version_that_it_allows():
    for requirement in map(Requirement, [*PROJECT["dependencies"], *PYPROJECT["dependency-groups"]["dev"]]):
        versions = [package.version for package in LOCKED if package.name == canonicalize_name(requirement.name)]
        assert versions, f"{requirement.name} is not locked"
        assert all(version in requirement.specifier for version in versions), requirement.name


def test_whatever_a_locked_package_needs_is_locked_too():
    here = read_locked()
    for package in here.values():
        for requirement in map(Requirement, metadata.requires(package.name) or []):
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                assert canonicalize_name(requirement.name) in here, f"{package.name} needs {requirement.name}"


def test_the_installed_packages_are_the_locked_ones():
    assert {name: metadata.version(name) for name in read_locked()} == {
        name: package.version for name, package in read_locked().items()
    }, "run: .venv/bin/pip install -r requirements-dev.txt"


@pytest.mark.parametrize("name", sbom.LOCKS)
def test_a_lock_takes_hashed_wheels_alone(name):
    # pip builds a package from its source, which runs what its author wrote, unless it is told not to.
    options = [line for line in lock_lines(name) if line.startswith("-")]
    assert options[-2:] == ["--require-hashes", "--only-binary :all:"]


def test_the_lock_of_developers_adds_to_that_of_the_product():
    both = [{package.name for package in sbom.read_lock("\n".join(lock_lines(name)))} for name in sbom.LOCKS]
    assert "-r requirements.txt" in lock_lines("requirements-dev.txt")
    assert both[0] & both[1] == set()


def test_the_lock_of_spark_adds_hashed_packages_and_builds_pyspark_alone():
    text = "\n".join(lock_lines("requirements-spark.txt"))
    options = [line for line in lock_lines("requirements-spark.txt") if line.startswith("-")]
    assert options == ["-r requirements.txt", "--require-hashes", "--no-binary pyspark", "--only-binary :all:"]
    packages = list(sbom.read_lock(text.replace("--no-binary pyspark\n", "")))
    assert {package.name for package in packages} == {"py4j", "pyspark"} and all(package.hashes for package in packages)
    [pyspark] = [package.version for package in packages if package.name == "pyspark"]
    assert pyspark in Requirement(PROJECT["optional-dependencies"]["spark"][0]).specifier
    assert "://" not in text


def test_every_command_that_installs_reads_a_lock():
    commands = re.findall(r"(pip install .*?) &&", (CHECKOUT / "README.md").read_text(encoding="utf-8"))
    assert commands == [f"pip install -r {name}" for name in sbom.LOCKS]


def test_the_citation_names_the_version_of_the_software():
    assert f"\nversion: {VERSION}\n" in (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")


# Known holes


@pytest.mark.parametrize("name", FLOORS)
def test_no_version_with_a_known_hole_is_allowed_locked_or_installed(name):
    floor, hole = FLOORS[name]
    (requirement,) = (found for found in map(Requirement, PROJECT["dependencies"]) if found.name == name)
    lowest = min(Version(part.version) for part in requirement.specifier if part.operator == ">=")
    locked = [Version(package.version) for package in LOCKED if package.name == name]
    assert min([lowest, *locked, Version(metadata.version(name))]) >= Version(floor), hole


@pytest.mark.parametrize(
    ("package", "place", "beginning"),
    [
        ("plotly", "package_data/plotly.min.js", b"* plotly.js v"),
        # A browser draws the figures with this one, of Streamlit's own.
        ("streamlit", "static/static/js/PlotlyChart.*.js", b'"src/version.js"(e){e.version=`'),
    ],
)
def test_no_plotly_js_with_a_known_hole_is_shipped(package, place, beginning):
    (script,) = Path(metadata.distribution(package).locate_file(package)).glob(place)
    version = re.match(rb"\d+\.\d+\.\d+", script.read_bytes().partition(beginning)[2])
    assert Version(version[0].decode()) >= Version(PLOTLY_JS)


# The bill of materials


@pytest.fixture(scope="module")
def bill():
    return json.loads((CHECKOUT / "sbom.cdx.json").read_text(encoding="utf-8"))


def test_the_bill_lists_what_is_locked_and_nothing_else(bill):
    listed = {
        (each["name"], each["version"], each["scope"]): sorted(digest["content"] for digest in each["hashes"])
        for each in bill["components"]
    }
    locked = {}
    for name, scope in reversed(sbom.LOCKS.items()):  # what both have is required
        package = None
        for line in lock_lines(name):
            if found := re.match(r"([a-z0-9-]+)==([^ ;]+)", line):
                locked.pop((*found.groups(), "excluded"), None)
                package = locked.setdefault((*found.groups(), scope), [])
            elif found := re.search(r"sha256:([0-9a-f]{64})", line):
                package.append(found[1])
    assert listed == {key: sorted(hashes) for key, hashes in locked.items()}


def test_the_bill_names_no_registry_and_no_path(bill):
    text = json.dumps(bill)
    assert re.findall(r"https?://[^\"]*", text) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]
    assert str(CHECKOUT) not in text


def test_the_bill_is_written_anew_with_the_same_bytes():
    written = subprocess.run(
        [sys.executable, "-m", "tests.sbom"], cwd=CHECKOUT, capture_output=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert written.stdout == (CHECKOUT / "sbom.cdx.json").read_bytes(), "run: python -m tests.sbom > sbom.cdx.json"


def test_every_part_of_the_bill_is_needed_by_another(bill):
    needed = {ref for each in bill["dependencies"] for ref in each["dependsOn"]}
    required = {each["bom-ref"] for each in bill["components"] if each["scope"] == "required"}
    assert required - needed == set()


# What no line of the project may do

FORBIDDEN_CALLS = {
    "eval": "runs text", "exec": "runs text", "compile": "makes text into a program", "__import__": "loads what text names",
    "os.system": "runs text in a shell", "os.popen": "runs text in a shell",
    "st.html": "shows text as HTML", "st.iframe": "shows another page", "components.html": "shows text as HTML",
    "components.iframe": "shows another page", "st.components.v2.component": "runs a script in the page", "st.components.v1.html": "shows text as HTML",
    "st.components.v1.iframe": "shows another page",
}  # fmt: skip
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "streamlit.components"}
# A script of our own beside the page's: Streamlit has no way to draw on a map that works with fingers, keys and without a network.
LINE_MAP = CHECKOUT / "views" / "sections" / "add" / "corridor" / "line_map.py"
ITS_MODULES = {"streamlit.components.v2.manifest_scanner", "streamlit.components.v2.types"}
FORBIDDEN_WORDS = {"unsafe_allow_html": True, "unsafe_allow_javascript": True, "shell": True, "verify": False}


def find_forbidden(tree):
    """What a module does that none may, with the lines. A constant of the module may be shown as HTML: it is no text from data."""
    own = {target.id for node in ast.iter_child_nodes(tree) if isinstance(node, ast.Assign) for target in node.targets
           if isinstance(target, ast.Name) and target.id.isupper()}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            full = (
                names if isinstance(node, ast.Import) else [node.module, *(f"{node.module}.{name}" for name in names)]
            )
            for name in full:
                if any(name == each or name.startswith(f"{each}.") for each in FORBIDDEN_MODULES):
                    yield f"line {node.lineno}: imports {name}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            shown = node.args[0] if called == "st.html" else None
            shown = shown.value if isinstance(shown, ast.Subscript) else shown
            is_own = isinstance(shown, ast.Name) and shown.id in own
            if called in FORBIDDEN_CALLS and not is_own:
                yield f"line {node.lineno}: {called} {FORBIDDEN_CALLS[called]}"
            for keyword in node.keywords:
                # A value that is computed could be any.
                allowed = isinstance(keyword.value, ast.Constant) and (
                    keyword.value.value is not FORBIDDEN_WORDS.get(keyword.arg)
                )
                if keyword.arg in FORBIDDEN_WORDS and not allowed:
                    yield f"line {node.lineno}: {ast.unparse(keyword)}"


def test_no_module_runs_text_or_shows_it_as_html():
    found = {path: list(find_forbidden(ast.parse(path.read_text(encoding="utf-8")))) for path in MODULES}
    allowed = (*ITS_MODULES, "v2.component runs")
    found[LINE_MAP] = [line for line in found[LINE_MAP] if not any(each in line for each in allowed)]
    assert {str(path): lines for path, lines in found.items() if lines} == {}


def test_the_script_of_the_map_is_a_file_that_makes_no_request_and_shows_text_as_text():
    module, script = LINE_MAP.read_text(encoding="utf-8"), LINE_MAP.with_suffix(".js").read_text(encoding="utf-8")
    assert re.findall(r"components\.v2\.component\((.*)\)", module) == ["name, css=STYLE, js=SCRIPT"]
    forbidden = r"fetch|XMLHttp|WebSocket|EventSource|sendBeacon|import|eval|Function|[hH]TML|document\.write|storage|cookie|https?://(?!www\.w3\.org)"
    assert re.findall(forbidden, script) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.markdown(text, unsafe_allow_html=True)", "st.markdown(text, unsafe_allow_html=chosen)", "st.html(text)", "st.html(TEXT)", "TEXT = 'a'\nst.html(TEXT + text)",
        "import streamlit.components.v1 as components", "st.components.v2.component('a', js=text)", "from streamlit import components", "components.html(text)",
        "eval(text)", "exec(text)", "import pickle", "from pickle import loads", "subprocess.run(text, shell=True)",
        "os.system(text)", "requests.get(address, verify=False)",
    ],
)  # fmt: skip
def test_each_forbidden_line_would_be_found(line):
    assert list(find_forbidden(ast.parse(line)))


def test_every_exception_to_the_rules_of_safety_gives_its_reason():
    places = [path for pattern in ("*.py", "*/**/*.py") for path in CHECKOUT.glob(pattern) if ".venv" not in path.parts]
    lines = [line for path in places for line in path.read_text(encoding="utf-8").splitlines()]
    excepted = [line.strip() for line in lines if re.search(r"# noqa: [^#]*\bS\d", line)]
    assert [line for line in excepted if not re.search(r"# noqa: S\d{3} - \w.+", line)] == []
