"""The shape of the project: floors, no dead SQL, one writer of files, a data dictionary that is true."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from analysis.questions.records import TABLES_WITH_PAGES
from etl import geometry as corridors
from etl.lake import diff
from etl.load import normalise as staging
from etl.tables import checks
from etl.tables.schema import write_data_dictionary
from patrolwatch import main
from tests.product import MODULES

CHECKOUT = Path(__file__).resolve().parent.parent
# From the ground up: a module may import its own floor and those below it.
FLOORS = {"etl": 0, "analysis": 1, "views": 2, "commands": 3, "patrolwatch": 3, "dashboard": 3}


@cache
def list_imports(path):
    """Yield the full names of all modules that a file imports."""
    return list(find_imports(path))


def find_imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_package(name):
    return name.partition(".")[0]


def find_floor(path):
    return FLOORS[find_package(path.relative_to(CHECKOUT).with_suffix("").parts[0])]


def test_imports_point_down():
    upwards = [
        (str(path), name)
        for path in MODULES
        for name in list_imports(path)
        if FLOORS.get(find_package(name), -1) > find_floor(path)
    ]
    assert upwards == []


def test_no_door_is_imported():
    doors = ("patrolwatch", "dashboard")
    assert [(str(path), name) for path in MODULES for name in list_imports(path) if find_package(name) in doors] == []


def test_only_the_dashboard_and_its_pages_know_streamlit():
    others = [
        path
        for path in MODULES
        if find_floor(path) < FLOORS["views"] or path.name == "patrolwatch.py" or path.parent.name == "commands"
    ]
    assert [str(path) for path in others if "streamlit" in map(find_package, list_imports(path))] == []


@pytest.mark.parametrize("name", ["paths", "errors"])
def test_a_module_that_everything_needs_imports_nothing_of_the_project(name):
    assert [found for found in list_imports(CHECKOUT / "etl" / f"{name}.py") if find_package(found) in FLOORS] == []


@pytest.mark.slow
def test_the_pages_do_not_load_what_reads_files():
    # It would stay in the memory of the server, and no page reads a file.
    program = "import sys, views.state.cache, views.frame.opening; print([m for m in sys.modules if m.startswith('etl.formats')])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert result.stdout == "[]\n"


def test_a_load_does_not_wait_for_what_only_other_commands_need():
    program = "import sys, patrolwatch, commands.loading; print([name for name in ('apprise', 'httpx2', 'openpyxl', 'plotly', 'scipy', 'streamlit') if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert result.stdout == "[]\n"


def test_the_help_imports_no_command():
    program = "import sys, patrolwatch; patrolwatch.main(['--help'], standalone_mode=False); print([name for name in sys.modules if name in ('numpy', 'pyarrow') or name.startswith(('commands.', 'etl.load'))])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert result.stdout.endswith("['commands.group', 'commands.output']\n")


def test_every_command_is_the_function_of_its_name():
    with click.Context(main) as context:
        assert [main.get_command(context, name).name for name in main.modules] == list(main.modules)


@pytest.mark.slow
def test_the_first_page_does_not_load_what_only_comparisons_need():
    # scipy.stats takes a second or two to import, and 50 MB.
    program = "import sys, analysis.statistics.comparisons, views.state.cache, views.frame.opening; print('scipy.stats' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert result.stdout == "False\n"


@pytest.mark.slow
def test_the_server_listens_before_it_imports_what_answers_questions():
    program = (
        "import sys, dashboard; print([m for m in ('pyarrow', 'scipy', 'analysis.questions') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert result.stdout.endswith("[]\n")


def list_loaded(modules):
    """Return the names of all modules that importing these loads."""
    program = f"import sys, {modules}; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    return set(result.stdout.split())


@pytest.mark.slow
def test_the_pages_do_not_load_what_writes_files():
    assert list_loaded("views.parts.tables, views.briefing.page") & {"openpyxl", "pyarrow.parquet"} == set()


@pytest.mark.slow
def test_the_briefing_is_written_without_streamlit_and_plotly():
    assert list_loaded("views.briefing.page") & {"streamlit", "plotly"} == set()


def test_every_floor_has_modules():
    # The tests above say nothing of a folder that was moved.
    assert {find_package(path.relative_to(CHECKOUT).parts[0].removesuffix(".py")) for path in MODULES} >= {
        "etl",
        "analysis",
        "patrolwatch",
    }


def test_every_check_and_doubt_is_run():
    sentences = {sentence for sentence, _ in checks.CHECKS + checks.DOUBTS}
    files = [*(checks.HERE / "rules").glob("*.sql"), *(checks.HERE / "doubts").glob("*.sql")]
    assert {path.stem.replace("_", " ") for path in files} <= sentences


def find_generators_that_hold(text):
    """List the generators that yield within `with` or `try … finally`, but for context managers, which are always closed."""
    held = []
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if any("contextmanager" in ast.unparse(decorator) for decorator in function.decorator_list):
            continue
        blocks = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.With | ast.AsyncWith) or (isinstance(node, ast.Try) and node.finalbody)
        ]
        if any(isinstance(node, ast.Yield | ast.YieldFrom) for block in blocks for node in ast.walk(block)):
            held.append(function.name)
    return held


def test_no_generator_leaves_a_resource_to_its_finaliser():
    # It may run in any thread at any time: a pool that was shut down there stopped the server for good.
    texts = [path.read_text(encoding="utf-8") for path in MODULES]
    assert [name for text in texts if "yield" in text for name in find_generators_that_hold(text)] == []


def test_a_generator_that_holds_a_pool_is_found():
    text = "def list_rows():\n    with ThreadPoolExecutor() as pool:\n        yield pool"
    assert find_generators_that_hold(text) == ["list_rows"]


def test_no_other_sql_lies_in_etl():
    rooms = ("rules", "doubts", "sql")
    loose = {path.name for path in (CHECKOUT / "etl").rglob("*.sql") if path.parent.name not in rooms}
    assert loose == {
        "changes.sql", "fields_that_differ.sql", "incident_places.sql", "incident_sums.sql", "incidents_counted_singly.sql", "kilometres.sql",
        "nearest_corridors.sql", "points_near_routes.sql", "records_that_differ.sql",
    }  # fmt: skip
    assert "points" in corridors.KILOMETRES
    assert "route_points" in corridors.POINTS_NEAR_ROUTES
    assert all("differing" in query for query in (diff.RECORDS_THAT_DIFFER, diff.CHANGES))
    assert "first" in diff.FIELDS_THAT_DIFFER
    assert "read_date" in staging.MACROS


def test_every_query_of_a_load_is_run():
    written = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "etl" / "load").rglob("*.py"))
    queries = {path.stem for path in (CHECKOUT / "etl" / "load" / "sql").glob("*.sql")}
    assert {name for name in queries if f'"{name}"' not in written.replace("'", '"')} == set()


# Populations whose name a row completes: `patrols_{hindrance}`, `{table}_of_lag`.
NAMED_BY_ROWS = {
    *("patrols_obstructed", "patrols_attacked_and_cut_short", "patrols_cut_short_otherwise", "patrols_of_lag"),
}
QUERIES = sorted((CHECKOUT / "analysis" / "questions").rglob("*.sql"))


def is_asked(path):
    """Whether a module beside or above a query names it."""
    beside = "".join(module.read_text(encoding="utf-8") for module in path.parent.glob("*.py"))
    above = "".join(module.read_text(encoding="utf-8") for module in path.parent.parent.glob("*.py"))
    is_list = path.stem in {f"records_{name}" for name in TABLES_WITH_PAGES} and 'f"records_{table}"' in beside
    return (
        is_list
        or path.stem in NAMED_BY_ROWS
        or f'"{path.stem}"' in beside
        or (path.parent.name in ("around", "chosen") and f'"{path.stem}"' in above)
    )


def test_every_query_is_run_by_a_module_beside_it():
    assert len(QUERIES) > 50
    assert [path.stem for path in QUERIES if not is_asked(path)] == []


def test_every_query_begins_with_what_one_row_is():
    assert [path.stem for path in QUERIES if not path.read_text(encoding="utf-8").startswith("-- One row")] == []


def test_what_asks_for_verifications_asks_for_sources_beside_them():
    # An attack counts by both; a question that forgets one would not move with the filter.
    alone = re.compile(r"(?<!list_contains\()\$verifications(?!, (?:\$|asked\.)sources)")
    assert [path.stem for path in QUERIES if alone.search(path.read_text(encoding="utf-8"))] == []


def test_one_module_writes_csv():
    writers = {
        path.relative_to(CHECKOUT).as_posix()
        for path in MODULES
        if re.search(r"csv\.(Dict)?[wW]riter|\.to_csv\(|write_csv|text/csv", path.read_text(encoding="utf-8"))
    }
    assert writers == {"analysis/export/writers.py"}


def test_the_data_dictionary_is_that_of_the_declarations():
    written = (CHECKOUT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == write_data_dictionary(), "run: python -m etl.tables.schema > docs/data-dictionary.md"


@pytest.mark.slow
def test_no_test_imports_a_benchmark():
    paths = (CHECKOUT / "tests").rglob("*.py")
    assert [path.name for path in paths if "bench" in map(find_package, list_imports(path))] == []
