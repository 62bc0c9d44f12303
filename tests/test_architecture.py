"""The shape of the project: each extension is one listed, documented, tested file, and each power lives in one place.

Who may import whom is import-linter's to keep (pyproject.toml); here is the rest. What is not there yet has nothing to
keep.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = ["What it notices", "Why it matters", "Example", "Limits"]
LONGEST = 400  # lines; a file that needs more has a second subject
APPLICATIONS = (  # of the bench: no rule may know them
    r"airflow|conduit|ctfd|healthchecks|lnbits|mealie|mlflow|netbox|paperless|redash|wagtail|django[-_ ]oscar|oscar"
)
DATABASES = ("indexer/graph/", "indexer/cache.py", "server/ledger")  # rooms of SQL
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(VIRTUAL\s+|TEMP\w*\s+)?"
    r"(TABLE|INDEX|VIEW|TRIGGER)|PRAGMA|DROP\s+TABLE|ALTER\s+TABLE)\s",
    re.DOTALL,
)


def spelled(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    return spelled(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def python(*places: str) -> list[Path]:
    """The Python files that are there: of folders all, sorted, in the order of the places."""
    paths = [ROOT / place for place in places]
    return [
        file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.exists())
    ]


PRODUCT = python("chesterton.py", "constraints", "indexer", "server")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, wherever in the file; `from a import b` is `a` and `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[str]:
    """What a file calls, as written: `eval`, `pickle.loads`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def outside(*rooms: str) -> list[Path]:
    return [path for path in PRODUCT if not spelled(path).startswith(rooms)]


def listed(module: str, name: str) -> list[str]:
    """Modules that a tuple names: it holds them, or functions that are written in them."""
    if not (ROOT / module.replace(".", "/") / "__init__.py").exists():
        return []
    entries = getattr(importlib.import_module(module), name)
    return [getattr(entry, "__module__", None) or entry.__name__ for entry in entries]


def declares_framework(path: Path) -> bool:
    """An adapter: it says of what packages it knows the meaning."""
    values = [node.value for node in tree(path).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return any(isinstance(value, ast.Call) and ast.unparse(value.func) == "Framework" for value in values)


RULES = [path for path in python("constraints/rules") if path.name != "__init__.py"]
ADAPTERS = [dotted(path) for path in python("indexer/frameworks") if declares_framework(path)]
TOOLS = listed("server.tools", "TOOLS")


# Each extension is listed, documented and tested


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_is_listed(adapter: str) -> None:
    assert importlib.import_module(adapter).FRAMEWORK in importlib.import_module("indexer.frameworks").FRAMEWORKS


def test_every_tool_is_listed() -> None:
    files = [path for path in python("server/tools") if path.name != "__init__.py"]
    shared = {name for path in files for name in imports(path)}  # what several tools use is no tool
    assert [dotted(path) for path in files if dotted(path) not in {*TOOLS, *shared}] == []


def test_every_rule_is_listed() -> None:
    assert sorted(listed("constraints.rules", "RULES")) == sorted(map(dotted, RULES))


@pytest.mark.parametrize("rule", RULES, ids=spelled)
def test_a_rule_answers_four_questions(rule: Path) -> None:
    text = ast.get_docstring(tree(rule)) or ""
    assert [line for line in text.splitlines() if line in HEADINGS] == HEADINGS


@pytest.mark.parametrize("rule", RULES, ids=spelled)
def test_a_rule_is_of_the_family_of_its_folder(rule: Path) -> None:
    said = {
        keyword.value.value
        for node in ast.walk(tree(rule))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "family" and isinstance(keyword.value, ast.Constant)
    }
    assert said == {rule.parent.name}


@pytest.mark.parametrize("rule", RULES, ids=spelled)
def test_a_rule_has_an_annotated_fixture(rule: Path) -> None:
    fixture = ROOT / "tests" / "constraints" / rule.parent.name / rule.name
    assert re.search(rf"#:.*\b(binds|keeps|breaks) {rule.stem}\b", fixture.read_text(encoding="utf-8"))


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_adapter_is_documented_and_has_an_annotated_fixture(adapter: str) -> None:
    assert importlib.import_module(adapter).__doc__
    name = adapter.removeprefix("indexer.frameworks.").replace(".", "_")
    fixtures = list((ROOT / "tests" / "indexer" / "frameworks").glob(f"{name}*.py"))
    assert any("#:" in fixture.read_text(encoding="utf-8") for fixture in fixtures)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_says_what_it_answers_and_is_tested(tool: str) -> None:
    name = tool.rpartition(".")[2]
    assert getattr(importlib.import_module(tool), name).__doc__
    tests = python("tests/server")
    assert any(re.search(rf"\b{name}\b", test.read_text(encoding="utf-8")) for test in tests)


@pytest.mark.parametrize("path", PRODUCT, ids=spelled)
def test_a_file_says_what_it_is_about(path: Path) -> None:
    assert ast.get_docstring(tree(path))


# Each power lives in one place


def test_sql_stays_with_the_graph_and_the_ledger() -> None:
    found = [
        f"{spelled(path)}:{node.lineno}"
        for path in outside(*DATABASES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("sqlite3", DATABASES),
        ("sqlite_utils", DATABASES),
        ("tree_sitter", ("indexer/extract/",)),
        ("tree_sitter_python", ("indexer/extract/",)),
        ("mcp", ("server/protocol.py",)),
        ("click", ("server/",)),
        ("socket", ()),
        ("urllib", ()),
        ("http", ()),
        ("pickle", ()),
        ("marshal", ()),
        ("shelve", ()),
        ("runpy", ()),
    ],
)
def test_a_package_is_known_in_its_rooms_alone(package: str, rooms: tuple[str, ...]) -> None:
    paths = outside(*rooms) if rooms else PRODUCT
    assert [spelled(path) for path in paths if package in {name.partition(".")[0] for name in imports(path)}] == []


def test_nothing_of_a_repository_is_run() -> None:
    running = {"eval", "exec", "compile", "__import__", "importlib.import_module", "import_module"}
    assert [f"{spelled(path)}: {name}" for path in PRODUCT for name in calls(path) if name in running] == []


def test_only_the_command_line_prints() -> None:
    printing = {"print", "sys.stdout.write", "click.echo", "echo"}
    paths = outside("server/main.py", "server/commands/", "server/hooks/run.py")
    assert [f"{spelled(path)}: {name}" for path in paths for name in calls(path) if name in printing] == []


def test_no_application_is_known_by_name() -> None:
    name = re.compile(rf"\b({APPLICATIONS})\b", re.IGNORECASE)
    assert [
        f"{spelled(path)}:{number}: {line.strip()}"
        for path in PRODUCT
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if name.search(line)
    ] == []


def test_files_have_one_subject() -> None:
    lengths = {spelled(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PRODUCT}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_files_are_named_after_what_is_in_them() -> None:
    nothing = {"base", "common", "core", "helper", "helpers", "manager", "misc", "types", "util", "utils"}
    assert [spelled(path) for path in PRODUCT if path.stem in nothing] == []


# What users may type is written down


def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


def commands() -> list[str]:
    if not (ROOT / "server" / "main.py").exists():
        return []
    command_line = importlib.import_module("server.main").command_line
    return sorted(command_line.commands)


@pytest.mark.skipif(not documentation(), reason="nothing is documented yet")
@pytest.mark.parametrize(
    "name",
    [*(rule.stem for rule in RULES), *(tool.rpartition(".")[2] for tool in TOOLS), *commands()],
)
def test_every_rule_tool_and_command_is_documented(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", documentation())
