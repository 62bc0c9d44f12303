"""Which folders imports start from (source roots), and the module name that each Python file has there."""

from collections.abc import Iterable
from keyword import iskeyword

# A file that stands in the folder where a program is started, built or installed: imports start from there.
PROJECT_FILES = frozenset(("manage.py", "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile"))


def source_roots(paths: Iterable[str]) -> dict[str, str]:
    """The source root of every folder with Python files in or below it, as `{folder: root}`; "" is the top of all.

    Inside a package everything belongs to it, folders without `__init__.py` included. Outside, a root is a folder with
    a project file, a `src` folder, a folder whose name no import can spell, or one that holds packages beside other
    files. A folder that holds nothing but folders is part of a namespace package: the root above it stays.
    """
    held = _names_by_folder(paths)
    packages = {folder for folder, names in held.items() if "__init__.py" in names and _importable(_name(folder))}
    holds_packages = {_parent(folder) for folder in packages}

    roots = {"": ""}
    inside_package = {"": False}
    for folder in sorted(held):  # a parent sorts before what it holds
        if not folder:
            continue
        parent, name = _parent(folder), _name(folder)
        if folder in packages:
            starts_here, inside = False, True
        elif not _importable(name) or not PROJECT_FILES.isdisjoint(held[folder]):
            starts_here, inside = True, False
        elif inside_package[parent]:
            starts_here, inside = False, True
        else:
            starts_here, inside = name == "src" or (folder in holds_packages and _has_own_files(held[folder])), False
        roots[folder] = folder if starts_here else roots[parent]
        inside_package[folder] = inside
    return roots


def module_name(path: str, root: str) -> str:
    """The dotted name of a file seen from a root above it; a root's own `__init__.py` is called `__init__`."""
    inner = path[len(root) + 1 :] if root else path
    parts = inner.removesuffix(".py").split("/")
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    # No import statement can name such a file; a dot left in would make it look like a module of a package.
    return ".".join(part.replace(".", "-") for part in parts)


def _names_by_folder(paths: Iterable[str]) -> dict[str, set[str]]:
    """What stands in each folder that has Python files in or below it."""
    others: list[str] = []
    held: dict[str, set[str]] = {"": set()}
    for path in paths:
        if not path.endswith(".py"):
            others.append(path)
            continue
        folder, _, name = path.rpartition("/")
        names = held.get(folder)
        if names is not None:
            names.add(name)
            continue
        held[folder] = {name}
        while (folder := _parent(folder)) not in held:
            held[folder] = set()
    for path in others:
        folder, _, name = path.rpartition("/")
        if folder in held:
            held[folder].add(name)
    return held


def _has_own_files(names: set[str]) -> bool:
    return any(not name.startswith((".", "README")) and name != "py.typed" for name in names)


def _importable(name: str) -> bool:
    return name.isidentifier() and not iskeyword(name)


def _parent(folder: str) -> str:
    return folder.rpartition("/")[0]


def _name(folder: str) -> str:
    return folder.rpartition("/")[2]
