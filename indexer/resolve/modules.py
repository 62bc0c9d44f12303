"""Module names → files: where an import leads, inside the repository or out of it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.expressions import dotted, expressions_of, parts_of
from indexer.facts import Attribute, Call, Constant, Expression, FileFacts, If, Import, Name, Scope
from indexer.graph.nodes import ImportKind
from indexer.resolve.entities import Class, Entity, Function, Module
from indexer.resolve.looked import scanned, scanned_at


class ImportEdge(NamedTuple):
    importer: Module
    imported: Module | None  # of the repository
    target: str  # as imported, dotted
    line: int
    kind: ImportKind


class Modules:
    """The module table. Several source roots may hold a module of one name: an import finds that of its own root."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.all = list(modules)
        self._by_name: dict[str, list[Module]] = {}
        self._edges: dict[Module, list[ImportEdge]] = {}
        self._packages: set[str] = set()  # every dotted prefix of a module name: namespace packages too
        for module in self.all:
            self._by_name.setdefault(module.name, []).append(module)
            name = module.name
            while "." in name:
                name = name.rpartition(".")[0]
                self._packages.add(name)

    def find(self, name: str, near: Module | None = None) -> Module | None:
        """Of several modules of one name the nearest; none of them where nothing is near."""
        found = self._by_name.get(name)
        if not found:
            return None
        if len(found) == 1:
            return found[0]
        if near is None:
            return None
        return min(found, key=lambda m: (m.root != near.root, -_shared(m.file_path, near.file_path), m.file_path))

    def holds(self, name: str) -> bool:
        """Is there a module of this name, or a package without an `__init__.py`?"""
        return name in self._by_name or name in self._packages

    def edges(self, module: Module) -> list[ImportEdge]:
        """Every import of one module, wherever in the file it stands."""
        found = self._edges.get(module)
        if found is None:
            found = self._edges[module] = list(self._find_edges(module))
        return found

    def imported_first(self, module: Module) -> Iterator[Module]:
        """What has to run before a module's body, in order: the packages around it and what it imports."""
        yield from self._packages_around(module.name, module)
        for edge in self.edges(module):
            if edge.imported is not None and edge.kind in ("runtime", "conditional"):
                yield from self._packages_around(edge.imported.name, module)
                yield edge.imported

    def imported_by(self, module: Module, scope: Scope, statement: Import) -> Iterator[Module]:
        """The modules of the repository that one statement imports."""
        for edge in self._edges_of(module, scope, statement):
            if edge.imported is not None and edge.kind != "type_checking":
                yield edge.imported

    def _packages_around(self, name: str, near: Module) -> Iterator[Module]:
        for at, character in enumerate(name):
            if character == ".":
                package = self.find(name[:at], near)
                if package is not None:
                    yield package

    def _find_edges(self, module: Module) -> Iterator[ImportEdge]:
        for scope in module.facts.scopes:
            for statement in scanned(scope):
                if type(statement) is Import:
                    yield from self._edges_of(module, scope, statement)
        yield from self._dynamic(module)

    def _edges_of(self, module: Module, scope: Scope, statement: Import) -> Iterator[ImportEdge]:
        kind = _kind(scope, statement.block)
        if statement.module is None and statement.level == 0:
            for name, _ in statement.names:
                yield ImportEdge(module, self.find(name, module), name, statement.line, kind)
            return
        source = absolute(module, statement)
        if source is None:
            return
        package = self.find(source, module)
        for name, _ in statement.names:
            inner = self.find(f"{source}.{name}", module) if name != "*" else None
            target = source if name == "*" else f"{source}.{name}"
            yield ImportEdge(module, inner or package, target, statement.line, kind)

    def _dynamic(self, module: Module) -> Iterator[ImportEdge]:
        """`importlib.import_module("a.b")` and `__import__("a.b")` with a literal name."""
        if not any(b.name in ("importlib", "import_module") for b in module.scope.bindings):
            return
        for scope in module.facts.scopes:
            for statement in scanned(scope):
                for expression in expressions_of(statement):
                    for call in _import_calls(expression):
                        name = call.arguments[0]
                        if type(name) is Constant and isinstance(name.value, str) and not name.value.startswith("."):
                            found = self.find(name.value, module)
                            if found is not None and found is not module:
                                yield ImportEdge(module, found, name.value, call.line, "dynamic")


def absolute(module: Module, statement: Import) -> str | None:
    """The dotted module that a `from` import names; None where the dots lead out of the source root."""
    if statement.level == 0:
        return statement.module or ""
    package = module.package
    for _ in range(statement.level - 1):
        if not package:
            return None
        package = package.rpartition(".")[0]
    if statement.module:
        return f"{package}.{statement.module}" if package else statement.module
    return package


def entities(facts: FileFacts, module: Module) -> Iterator[Entity]:
    """The classes, functions and lambdas of a file; each joins its parent's `children`."""
    by_scope: list[Entity] = [module]
    for number in range(1, len(facts.scopes)):
        scope = facts.scopes[number]
        parent = by_scope[scope.parent]
        kind = Class if scope.kind == "class" else Function
        entity = kind(name=f"{module.name}.{scope.qualname}", module=module, scope=scope, parent=parent)
        parent.children[number] = entity
        by_scope.append(entity)
        yield entity


def _kind(scope: Scope, block: int) -> ImportKind:
    while block > 0:
        found = scope.blocks[block]
        owner = scanned_at(scope, found.owner)
        if type(owner) is If and found.role == "then" and _is_type_checking(owner.test):
            return "type_checking"
        block = found.parent
        if scope.kind == "module" and block == 0:
            return "conditional"
    return "lazy" if scope.kind == "function" else "runtime"


def _is_type_checking(test: Expression) -> bool:
    return (dotted(test) or "").rpartition(".")[2] == "TYPE_CHECKING"


def _import_calls(expression: Expression) -> Iterator[Call]:
    if type(expression) is Call:
        function = expression.function
        name = function.name if type(function) is Attribute else function.id if type(function) is Name else ""
        if name in ("import_module", "__import__") and expression.arguments:
            yield expression
    for part in parts_of(expression):
        yield from _import_calls(part)


def _shared(a: str, b: str) -> int:
    """How many leading folders two paths share."""
    count = 0
    for x, y in zip(a.split("/"), b.split("/"), strict=False):
        if x != y:
            break
        count += 1
    return count
