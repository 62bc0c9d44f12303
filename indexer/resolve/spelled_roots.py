"""Source roots as the imports in the code spell them, where folders alone left it open.

`app/main.py` beside `app/api/__init__.py`, with no `app/__init__.py`, may be `main` or `app.main`: Python accepts both,
depending on where it is started. A program that is started inside a package (`python shop/main.py`) finds the package's
own modules without the package's name. What the code imports decides.
"""

import sys
from collections.abc import Iterator

from msgspec.structs import replace

from indexer.discover import SourceFile
from indexer.facts import FileFacts, Import

Source = tuple[SourceFile, FileFacts]
Package = tuple[str, str]  # the root, and the name at its top

FEWEST = 3  # imports: one or two may mean a package that is installed


def as_spelled(sources: list[Source]) -> list[Source]:
    """The same files; those of a root that imports spell from the folder above it are named from there, those of a
    package that imports spell from inside it from inside."""
    sources = _with_roots_above(sources)
    return _with_roots_inside(sources)


def _with_roots_above(sources: list[Source]) -> list[Source]:
    by_root: dict[str, set[str]] = {}
    for file, _ in sources:
        by_root.setdefault(file.root, set()).add(file.module)
    candidates = {root for root in by_root if root and root.rpartition("/")[2].isidentifier()}
    if not candidates:
        return sources
    imported = [name for _, facts in sources for name in _imported(facts)]
    moved = {root for root in candidates if _spelled_from_above(root, by_root[root], imported)}
    return [(_from_above(file) if file.root in moved else file, facts) for file, facts in sources] if moved else sources


def _spelled_from_above(root: str, modules: set[str], imported: list[str]) -> bool:
    prefix = root.rpartition("/")[2] + "."
    above = sum(name.startswith(prefix) and name.removeprefix(prefix) in modules for name in imported)
    return above > sum(name in modules for name in imported)


def _from_above(file: SourceFile) -> SourceFile:
    parent, _, folder = file.root.rpartition("/")
    return replace(file, root=parent, module=folder if file.module == "__init__" else f"{folder}.{file.module}")


def _with_roots_inside(sources: list[Source]) -> list[Source]:
    """Where more imports of a package spell its modules without its name than with it, relative ones included."""
    modules = {file.module for file, _ in sources}
    held: dict[Package, set[str]] = {}
    for file, _ in sources:
        package, _, inner = file.module.partition(".")
        if inner and inner not in modules and inner not in sys.stdlib_module_names:
            held.setdefault((file.root, package), set()).add(inner)
    without: dict[Package, int] = dict.fromkeys(held, 0)
    along: dict[str, int] = {}  # by name of the package
    for file, facts in sources:
        here = file.module.partition(".")[0]
        inside = held.get((file.root, here))
        for statement in facts.scopes[0].statements if inside is not None else ():
            if type(statement) is Import and statement.level:
                along[here] = along.get(here, 0) + 1
            elif type(statement) is Import and inside is not None:
                names = {statement.module} if statement.module is not None else {name for name, _ in statement.names}
                without[file.root, here] += not names.isdisjoint(inside)
                for head in {name.partition(".")[0] for name in names if name}:
                    along[head] = along.get(head, 0) + 1
    moved = {key for key, count in without.items() if count >= FEWEST and count > along.get(key[1], 0)}
    return [(_from_inside(file, moved), facts) for file, facts in sources] if moved else sources


def _from_inside(file: SourceFile, moved: set[Package]) -> SourceFile:
    package, _, inner = file.module.partition(".")
    if (file.root, package) not in moved:
        return file
    return replace(file, root=f"{file.root}/{package}" if file.root else package, module=inner or "__init__")


def _imported(facts: FileFacts) -> Iterator[str]:
    """Every dotted name that an absolute import could mean as a module."""
    for scope in facts.scopes:
        for statement in scope.statements:
            if type(statement) is not Import or statement.level:
                continue
            if statement.module is None:
                yield from (name for name, _ in statement.names)
            else:
                yield statement.module
                yield from (f"{statement.module}.{name}" for name, _ in statement.names)
