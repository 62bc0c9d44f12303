"""Imports as rules of architecture see them: from one module to the module that really holds what is imported."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from constraints.change import Change
from constraints.subject import Subject
from indexer.graph.modules import FileView, all_imports
from indexer.graph.nodes import ImportKind
from indexer.graph.place import Place

OUTSIDE = ("test", "migration", "wiring")  # may import anything, or stand outside the application


@dataclass(frozen=True, slots=True)
class Link:
    importer: FileView
    imported: FileView
    target: str  # dotted, as imported
    place: Place
    kind: ImportKind

    @property
    def modules(self) -> tuple[str, str]:
        return self.importer.module, self.imported.module


def links(subject: Subject) -> tuple[Link, ...]:
    """At run time, between modules of the application, in order. What a facade hands on counts for its source."""
    return tuple(link for link in _every(subject) if link.importer.role not in OUTSIDE)


def new_links(change: Change) -> tuple[Link, ...]:
    """The first import of one module by another that no module of the base had in its place."""
    return change.derived("new links", lambda: tuple(_new_links(change)))


def _new_links(change: Change) -> Iterator[Link]:
    if change.same("imports", "modules"):
        return
    origins = _origins(change)
    before = {(change.now(importer), change.now(imported)) for importer, imported in _pairs(change.base)}
    known = {importer for importer, _ in before}
    said = set()
    for link in _every(change.head):
        importer, imported = link.modules
        if (importer, imported) in said or _role_before(change, link.importer) in OUTSIDE:
            continue
        said.add((importer, imported))
        sources = {importer, *origins.get(importer, ())} & known
        targets = {imported, *origins.get(imported, ())}
        if not any((source, target) in before for source in sources for target in targets):
            yield link


def _role_before(change: Change, file: FileView) -> str:
    """What the change makes of a module does not let it import more: a package that hands a view on is wiring then."""
    was = change.base.module(change.was(file.module))
    return was.role if was is not None else file.role


def _every(subject: Subject) -> tuple[Link, ...]:
    return subject.graph.derived("links", lambda: tuple(_links(subject)))


def _links(subject: Subject) -> Iterator[Link]:
    for one in all_imports(subject.graph):
        importer = subject.files.get(one.place.path)
        imported = subject.module(one.defined or one.imported)
        if importer is None or imported is None or one.kind == "type_checking" or importer.path == imported.path:
            continue
        if importer.role != "test" and imported.role not in ("test", "migration") and not importer.is_test:
            yield Link(importer, imported, one.target, one.place, one.kind)


def _pairs(subject: Subject) -> set[tuple[str, str]]:
    return {link.modules for link in links(subject)}


def _origins(change: Change) -> dict[str, set[str]]:
    """Modules of the head that hold what stood elsewhere: by module, where that was, under its name in the head."""
    found: dict[str, set[str]] = defaultdict(set)
    for old, new in change.difference.now.items():
        before, after = _module_of(change.base, old), _module_of(change.head, new)
        if before and after and change.now(before) != after:
            found[after].add(change.now(before))
    return found


def _module_of(subject: Subject, name: str) -> str:
    while name and subject.module(name) is None:
        name = name.rpartition(".")[0]
    return name
