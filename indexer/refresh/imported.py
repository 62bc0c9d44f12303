"""What functions of a file import, where an edit changed it: the rows of the file are made again.

What is imported decides what a module is for, which packages are in use and, outside of functions, what runs first. An
edit after which any of that might be otherwise is a Reason to build anew.
"""

from collections import Counter
from collections.abc import Iterable

from indexer.assemble.imports import import_row
from indexer.assemble.roles import COMMAND_LINES, DATA, INNER
from indexer.graph.nodes import Import
from indexer.graph.patch import Patch
from indexer.refresh.edited import Reason
from indexer.refresh.numbers import StoredNumbers
from indexer.resolve.entities import Class, Function, Module
from indexer.resolve.program import Program

INERT = frozenset(  # packages of Python's own that no adapter asks about
    {"abc", "base64", "bisect", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal",
     "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "html", "inspect", "io", "itertools", "json",
     "logging", "math", "operator", "os", "pathlib", "random", "re", "secrets", "shutil", "statistics", "string",
     "subprocess", "sys", "tempfile", "textwrap", "time", "traceback", "types", "typing", "urllib", "uuid", "warnings",
     "zoneinfo"}
)  # fmt: skip
Edge = tuple[int | None, str, str]  # imported, target, kind


def imported_anew(program: Program, patch: Patch, module: Module, numbers: StoredNumbers) -> list[Import]:
    """Rows for all that a module imports now."""
    rows = [import_row(program, edge, numbers) for edge in program.module_table.edges(module)]
    before: Counter[Edge] = Counter(patch.imports(numbers[module]))
    after: Counter[Edge] = Counter((row.imported, row.target, row.kind) for row in rows)
    came, went = after - before, before - after
    name = module.file_path
    if any(kind != "lazy" for _, _, kind in (*came, *went)):
        raise Reason(f"{name}: what is imported outside of functions changed")
    _refuse_other_packages(program, patch, name, before, after)
    targets = {imported for imported, _, _ in before if imported}, {imported for imported, _, _ in after if imported}
    _refuse_another_role(patch, numbers, module, *targets)
    return rows


def _refuse_other_packages(
    program: Program, patch: Patch, name: str, before: Counter[Edge], after: Counter[Edge]
) -> None:
    old, new = _packages(before), _packages(after)
    if not new.keys() <= program.packages_outside | INERT:
        raise Reason(f"{name} imports a package that nobody has imported")
    gone = [package for package in old if old[package] > new[package] and package not in INERT]
    if any(patch.imports_of(package) <= old[package] - new[package] for package in gone):
        raise Reason(f"{name} no longer imports a package that nobody else does")
    if not old.keys() ^ new.keys() <= INERT or _is_of_a_command(before) != _is_of_a_command(after):
        raise Reason(f"{name} is built on other packages")


def _packages(edges: Counter[Edge]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (imported, target, _), number in edges.items():
        if imported is None:
            found[target.partition(".")[0]] += number
    return found


def _is_of_a_command(edges: Iterable[Edge]) -> bool:
    return any(target.startswith(COMMAND_LINES) for _, target, _ in edges)


def _refuse_another_role(
    patch: Patch, numbers: StoredNumbers, module: Module, before: set[int], after: set[int]
) -> None:
    """As `assemble.roles` tells it from what a module imports."""
    own = numbers[module]
    before, after = before - {own}, after - {own}
    role = patch.role(patch.file_of(own))
    if before == after or role not in (*INNER, "wiring") or role == "data access":
        return
    defines = any(isinstance(child, Class | Function) for child in module.children.values())
    if defines and role == "service" and before <= after:
        return
    came = [patch.file_of(symbol) for symbol in after - before]
    if defines and role == "utility" and not any(patch.role(f) in DATA or patch.holds_models(f) for f in came):
        return
    raise Reason(f"what {module.file_path} is for may follow from what it imports")
