"""Source roots as the imports in the code spell them, where folders alone left it open.

`app/main.py` beside `app/api/__init__.py`, with no `app/__init__.py`, may be `main` or `app.main`: Python accepts both,
depending on where it is started. What the code imports decides.
"""

from collections.abc import Iterator
from dataclasses import replace

from indexer.discover import SourceFile
from indexer.facts import FileFacts, Import

Source = tuple[SourceFile, FileFacts]


def as_spelled(sources: list[Source]) -> list[Source]:
    """The same files; those of a root that imports spell from the folder above it are named from there."""
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
