"""What a name means where it is written: Python's own order of scopes, followed through imports and re-exports.

`Names.resolve` is about names alone: it follows definitions, imports, stars and plain aliases (`A = B`), and stops at a
Variable where a value would have to be worked out. Everything is remembered, found or not.
"""

import builtins
from typing import Any

from indexer.expressions import last_name
from indexer.facts import Assign, Attribute, Binding, Collection, Constant, Define, Expression, If, Import, Name
from indexer.resolve.entities import Class, Entity, External, Function, Module, Resolved, Variable
from indexer.resolve.looked import scanned_at
from indexer.resolve.modules import Modules, absolute

UNSEEN: Any = object()
BUILTINS = frozenset(dir(builtins))


class Local:
    """A name bound in a function: its value depends on the place it is read at."""

    __slots__ = ("function", "name")

    def __init__(self, function: Function, name: str) -> None:
        self.function, self.name = function, name


class Names:
    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._members: dict[tuple[Entity, str], Resolved | None] = {}
        self._scoped: dict[tuple[Entity, str], Resolved | Local | None] = {}
        self._stars: dict[Module, list[str]] = {}
        self._exported: dict[Module, set[str] | None] = {}
        self._variables: dict[tuple[Entity, str], Variable] = {}

    # ------------------------------------------------------------------------------------------- from a scope

    def resolve(self, expression: Expression, at: Entity) -> Resolved | None:
        """The entity that a name or dotted chain stands for; None for locals and anything that is no chain of names."""
        if type(expression) is Name:
            found = self.name(expression.id, at)
            return None if isinstance(found, Local) else found
        if type(expression) is Attribute:
            owner = self.resolve(expression.value, at)
            return self.attribute(owner, expression.name) if owner is not None else None
        return None

    def name(self, name: str, at: Entity) -> Resolved | Local | None:
        """Look a bare name up from the scope `at` outwards; classes are seen from their own body only."""
        key = (at, name)
        found: Resolved | Local | None = self._scoped.get(key, UNSEEN)
        if found is not UNSEEN:
            return found
        found = None
        scope: Entity | None = at
        while scope is not None:
            if type(scope) is Function:
                if name in scope.bindings:
                    found = self._local(scope, name)
                    break
                if name in scope.parameters:
                    found = Local(scope, name)
                    break
            elif type(scope) is Module or scope is at:
                found = self.member(scope, name)
                if found is not None:
                    break
            scope = scope.parent
        if found is None and name in BUILTINS:
            found = External(f"builtins.{name}")
        self._scoped[key] = found
        return found

    def _local(self, function: Function, name: str) -> Resolved | Local:
        """A definition or lazy import inside a function means the same wherever it is read; anything else is Local."""
        bound = function.bindings[name]
        if all(b.kind in ("define", "import") for b in bound):
            found = self.bound(function, bound[-1])
            if found is not None:
                return found
        return Local(function, name)

    # ------------------------------------------------------------------------------------------- inside an owner

    def attribute(self, owner: Resolved, name: str) -> Resolved | None:
        """`owner.name` for a module, or for a class's own body; the outside is named, never looked into."""
        if type(owner) is External:
            return External(f"{owner.name}.{name}")
        if type(owner) is Module or type(owner) is Class:
            return self.member(owner, name)
        return None

    def member(self, owner: Entity, name: str) -> Resolved | None:
        """What `name` is bound to in a module or class body (own body, not bases)."""
        if name not in owner.bindings and type(owner) is not Module:
            return None  # most questions along an order of ancestors
        key = (owner, name)
        found: Resolved | None = self._members.get(key, UNSEEN)
        if found is not UNSEEN:
            return found
        self._members[key] = found = None  # a cycle of re-exports leads nowhere
        for binding in _by_weight(owner, owner.bindings.get(name, ())):
            found = self.bound(owner, binding)
            if found is not None:
                break
        if found is None and isinstance(owner, Module):
            found = self._from_stars(owner, name) or self._submodule(owner, name) or self._from_outside(owner, name)
        self._members[key] = found
        return found

    def bound(self, owner: Entity, binding: Binding) -> Resolved | None:
        statement = (
            scanned_at(owner.scope, binding.statement) if binding.statement < len(owner.scope.statements) else None
        )
        if type(statement) is Define and binding.kind == "define":
            child = owner.children[statement.scope]
            return child if type(child) is Class or type(child) is Function else None
        if type(statement) is Import and binding.kind == "import":
            return self.imported(owner.module, statement, binding.name)
        if binding.kind == "delete" or (type(owner) is not Module and type(owner) is not Class):
            return None
        assign = statement if type(statement) is Assign and not statement.operator else None
        if assign is not None and type(assign.value) is Name and assign.value.id == binding.name:
            return None  # `relationship = relationship`: what it was bound to before
        if assign is not None and type(assign.value) in (Name, Attribute) and len(assign.targets) == 1:
            alias = self.resolve(assign.value, owner)  # type: ignore[arg-type]
            if alias is not None and type(alias) is not Variable:
                return alias
        variable = self._variables.get((owner, binding.name))
        if variable is None:
            line = statement.line if statement is not None else owner.line
            written = statement if type(statement) is Assign else None
            variable = Variable(f"{owner.name}.{binding.name}", owner, binding.name, written, line)
            self._variables[owner, binding.name] = variable
        return variable

    def imported(self, module: Module, statement: Import, bound: str) -> Resolved | None:
        """What an import statement binds a name to."""
        if statement.module is None and statement.level == 0:
            for name, alias in statement.names:
                if alias == bound:
                    return self.modules.find(name, module) or External(name)
                if alias is None and name.partition(".")[0] == bound:
                    return self.modules.find(bound, module) or External(bound)
            return None
        source = absolute(module, statement)
        if source is None:
            return None
        for name, alias in statement.names:
            if (alias or name) == bound:
                return self.of_module(source, name, module)
        return None

    def of_module(self, source: str, name: str, near: Module) -> Resolved:
        """What `from source import name` gives."""
        package = self.modules.find(source, near)
        if package is not None and package is not near:
            found = self.member(package, name)
            if found is not None:
                return found
        inner = self.modules.find(f"{source}.{name}" if source else name, near)
        return inner or External(f"{source}.{name}" if source else name)

    def dotted(self, name: str, near: Module | None = None) -> Resolved | None:
        """What a dotted string means (`"shop.orders.models.Order"`): the longest module, then its members."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            module = self.modules.find(".".join(parts[:length]), near)
            if module is None:
                continue
            found: Resolved | None = module
            for part in parts[length:]:
                found = self.attribute(found, part) if found is not None else None
            return found
        return None

    def _from_stars(self, module: Module, name: str) -> Resolved | None:
        if name.startswith("__"):
            return None
        for source in self._star_sources(module):
            target = self.modules.find(source, module)
            if target is None or target is module:
                continue
            exported = self._exported.get(target, UNSEEN)
            if exported is UNSEEN:
                exported = self._exported[target] = exported_names(target)
            if exported is not None and name not in exported and not name.startswith("_"):
                continue
            if exported is None and name.startswith("_"):
                continue
            found = self.member(target, name)
            if found is not None:
                return found
        return None

    def _star_sources(self, module: Module) -> list[str]:
        found = self._stars.get(module)
        if found is None:
            found = []
            for statement in reversed(module.scope.statements):
                if type(statement) is Import and statement.names and statement.names[0][0] == "*":
                    source = absolute(module, statement)
                    if source:
                        found.append(source)
            self._stars[module] = found
        return found

    def _from_outside(self, module: Module, name: str) -> External | None:
        """What nothing here binds comes from the one package outside that a star imports."""
        if name.startswith("_") or name in BUILTINS:
            return None
        outside = [s for s in self._star_sources(module) if not self.modules.holds(s)]
        return External(f"{outside[0]}.{name}") if len(outside) == 1 else None

    def _submodule(self, module: Module, name: str) -> Module | None:
        if not module.is_package:
            return None
        return self.modules.find(f"{module.name}.{name}", module)


def exported_names(module: Module) -> set[str] | None:
    """`__all__` where it is a plain list of strings; None where there is none or it is computed."""
    bound = module.bindings.get("__all__", [])
    if len(bound) != 1:
        return None
    statement = module.scope.statements[bound[0].statement]
    if type(statement) is not Assign or type(statement.value) is not Collection:
        return None
    names = {i.value for i in statement.value.items if type(i) is Constant and isinstance(i.value, str)}
    return names if len(names) == len(statement.value.items) else None


def _by_weight(owner: Entity, bindings: "list[Binding] | tuple[()]") -> list[Binding]:
    """The last binding counts, but a fallback (`except ImportError: x = None`) never hides what it falls back from, and
    what is assigned for type checkers alone comes after all else."""
    if len(bindings) < 2:
        return list(bindings)
    last_first = list(reversed(bindings))
    return sorted(last_first, key=lambda b: _doubt(owner, b))


def _doubt(owner: Entity, binding: Binding) -> int:
    """0: bound for sure; 1: a fallback or an alternative; 2: a stand-in under `if TYPE_CHECKING`."""
    statements = owner.scope.statements
    if binding.statement >= len(statements):
        return 1
    number = statements[binding.statement].block
    doubt = 0
    while number > 0:
        block = owner.scope.blocks[number]
        opener = statements[block.owner]
        if block.role in ("handler", "else"):
            doubt = max(doubt, 1)
        elif binding.kind == "assign" and type(opener) is If and last_name(opener.test) == "TYPE_CHECKING":
            return 2
        number = block.parent
    return doubt
