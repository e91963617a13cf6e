"""How large the parts of the product may be, and what no part may do.

Each limit has a list of the parts that exceed it today. The lists may only shrink: a test also fails when a part on its list
keeps the limit by now. `python -m tests.test_limits` prints what each list should hold.
"""

import ast
import graphlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

CHECKOUT = Path(__file__).resolve().parent.parent
ROOMS = ("etl", "analysis", "views", "commands")
LINES_OF_A_MODULE, LINES_OF_A_PAGE, LINES_OF_A_FUNCTION, LINES_OF_A_CLASS = 350, 80, 60, 150
MEDIAN_OF_MODULES = 100
LINES_OF_SQL_IN_PYTHON = 3
ENTRIES_OF_A_FOLDER = 12  # modules and folders; SQL files stand beside the module that reads them and are not counted

# The modules whose work is to put statements together.
BUILDS_SQL: set[str] = set()
# BEGIN of the lists
LONG_MODULES: set[str] = set()
LONG_PAGES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()
LONG_CLASSES: set[str] = set()
FULL_FOLDERS: set[str] = set()
LONG_SQL: set[str] = set()
CALLED_BY_NAME: set[str] = set()
# END of the lists


def read_modules() -> dict[str, str]:
    """Return the text of each module of the product by its path."""
    paths = [*CHECKOUT.glob("*.py"), *(path for room in ROOMS for path in (CHECKOUT / room).rglob("*.py"))]
    return {path.relative_to(CHECKOUT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(paths)}


MODULES = read_modules()


@cache
def parse_modules() -> dict[str, ast.Module]:
    return {path: ast.parse(text) for path, text in MODULES.items()}


def find_long_modules() -> set[str]:
    return {path for path, text in MODULES.items() if len(text.splitlines()) > LINES_OF_A_MODULE}


def find_long_pages() -> set[str]:
    pages = {path for path in MODULES if path.startswith("views/pages/")}
    return {path for path in pages if len(MODULES[path].splitlines()) > LINES_OF_A_PAGE}


def find_long_functions() -> set[str]:
    return _find_long(ast.FunctionDef | ast.AsyncFunctionDef, LINES_OF_A_FUNCTION)


def find_long_classes() -> set[str]:
    return _find_long(ast.ClassDef, LINES_OF_A_CLASS)


def _find_long(kind: type, limit: int) -> set[str]:
    nodes = (
        (path, node) for path, tree in parse_modules().items() for node in ast.walk(tree) if isinstance(node, kind)
    )
    return {f"{path}: {node.name}" for path, node in nodes if node.end_lineno - node.lineno + 1 > limit}


def find_full_folders() -> set[str]:
    folders = {Path(path).parent for path in MODULES if "/" in path}
    entries = {
        folder: [
            entry
            for entry in (CHECKOUT / folder).iterdir()
            if (entry.is_dir() and entry.name != "__pycache__") or (entry.suffix == ".py" and entry.stem != "__init__")
        ]
        for folder in folders
    }
    return {folder.as_posix() for folder, found in entries.items() if len(found) > ENTRIES_OF_A_FOLDER}


def find_long_sql() -> set[str]:
    """Find the modules with a string, other than a docstring, of more lines of SQL than a module may hold."""
    return {path for path, tree in parse_modules().items() if any(_is_long_sql(text) for text in _list_strings(tree))}


def _list_strings(tree: ast.Module) -> Iterator[str]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "_" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _is_long_sql(text: str) -> bool:
    is_sql = re.search(r"\b(SELECT|INSERT INTO|CREATE|UPDATE|DELETE FROM|COPY)\b", text)
    return bool(is_sql) and len(text.strip().splitlines()) > LINES_OF_SQL_IN_PYTHON


def find_functions_called_by_name() -> set[str]:
    """Find the modules that look up a function of another module by a computed name."""
    found = set()
    for path, tree in parse_modules().items():
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr":
                module, name = node.args[:2]
                if ast.unparse(module) in imported and not isinstance(name, ast.Constant):
                    found.add(path)
    return found


def list_imports(path: str) -> set[str]:
    """Return the paths of the modules that a module imports when it is itself imported."""
    known = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in MODULES}
    found = set()
    for node in parse_modules()[path].body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else str(node.module) for name in names]
        else:
            continue
        found |= {known[name] for name in names if name in known}
    return found - {path}


LIMITS = {
    "LONG_MODULES": find_long_modules,
    "LONG_PAGES": find_long_pages,
    "LONG_FUNCTIONS": find_long_functions,
    "LONG_CLASSES": find_long_classes,
    "FULL_FOLDERS": find_full_folders,
    "LONG_SQL": find_long_sql,
    "CALLED_BY_NAME": find_functions_called_by_name,
}


def test_a_module_is_short():
    assert find_long_modules() == LONG_MODULES


def test_half_of_the_modules_are_very_short():
    assert (
        median(len(text.splitlines()) for path, text in MODULES.items() if "__init__" not in path) <= MEDIAN_OF_MODULES
    )


def test_a_page_reads_like_a_table_of_contents():
    assert find_long_pages() == LONG_PAGES


def test_a_function_is_short():
    assert find_long_functions() == LONG_FUNCTIONS


def test_a_class_is_short():
    assert find_long_classes() == LONG_CLASSES


def test_a_folder_can_be_taken_in_at_a_glance():
    assert find_full_folders() == FULL_FOLDERS


def test_sql_lives_in_files_of_its_own():
    assert find_long_sql() == LONG_SQL | BUILDS_SQL
    assert set() == LONG_SQL & BUILDS_SQL


def test_a_function_is_passed_as_a_function():
    assert find_functions_called_by_name() == CALLED_BY_NAME


def test_imports_form_no_circle():
    graphlib.TopologicalSorter({path: list_imports(path) for path in MODULES}).prepare()


def print_lists() -> None:
    """Print the lists as they should be today."""
    for name, find in LIMITS.items():
        found = find() - (BUILDS_SQL if name == "LONG_SQL" else set())
        lines = "".join(f'    "{each}",\n' for each in sorted(found))
        print(f"{name}: set[str] = {{\n{lines}}}" if found else f"{name}: set[str] = set()")


if __name__ == "__main__":
    print_lists()
