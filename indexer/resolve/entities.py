"""What a name can stand for: modules, classes, functions and variables of the repository, and what lies outside it.

Two entities are the same when they are the same object. `name` is the dotted symbol; for an External it is the dotted
name as imported, with `()` behind what a call made: `sqlalchemy.orm.declarative_base()`,
`flask_sqlalchemy.SQLAlchemy().Model`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Union, final

from msgspec import Struct

from indexer.expressions import last_name
from indexer.facts import Assign, Binding, Declare, Definition, FileFacts, Scope
from indexer.resolve.looked import scanned


@dataclass(slots=True, eq=False, kw_only=True)
class Entity:
    """Something that a scope of a file opens; `bindings` holds what is bound in it, by name.

    What is asked a hundred thousand times and never changes is written down once: a property is a call each time."""

    name: str
    module: "Module"
    scope: Scope
    parent: "Entity | None"
    children: "dict[int, Entity]" = field(default_factory=dict)  # by scope number
    definition: Definition = field(init=False)  # modules have none
    path: str = field(init=False)
    bindings: dict[str, list[Binding]] = field(init=False)

    @property
    def line(self) -> int:
        return self.scope.definition.line if self.scope.definition else 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Module(Entity):
    module: "Module" = field(init=False)
    file_path: str
    root: str
    is_package: bool
    facts: FileFacts
    late: "Callable[[Module], None] | None" = None  # reads what follows from the file's facts, once that is asked for

    def __post_init__(self) -> None:
        self.module, self.path = self, self.file_path
        self.bindings = bound_in(self.scope)

    def __getattr__(self, name: str) -> Any:
        """Of a field that is not set yet: `resolve.late` leaves facts, scope and children to be read."""
        read = self.late if name != "late" else None
        if read is None:
            raise AttributeError(name)
        self.late = None
        read(self)
        return getattr(self, name)

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Class(Entity):
    instance: "Instance" = field(init=False)

    def __post_init__(self) -> None:
        assert self.scope.definition is not None
        self.definition, self.path = self.scope.definition, self.module.file_path
        self.bindings = bound_in(self.scope)
        self.instance = Instance(self)


@dataclass(slots=True, eq=False, kw_only=True, repr=False)
class Function(Entity):
    """A function, method or lambda."""

    owner: "Class | None" = field(init=False)  # the class that it is a method of
    _parameters: tuple[str, ...] | None = None
    _decorated: frozenset[str] | None = None
    _receives: str | None = None

    def __post_init__(self) -> None:
        assert self.scope.definition is not None
        self.definition, self.path = self.scope.definition, self.module.file_path
        self.bindings = bound_in(self.scope)
        self.owner = self.parent if isinstance(self.parent, Class) else None

    @property
    def parameters(self) -> Iterator[str]:
        if self._parameters is None:
            self._parameters = tuple(p.name for p in self.definition.parameters)
        return iter(self._parameters)

    @property
    def decorated(self) -> frozenset[str]:
        """The last names of its decorators."""
        if self._decorated is None:
            self._decorated = frozenset(map(last_name, self.definition.decorators))
        return self._decorated

    @property
    def receives(self) -> str:
        """What the first parameter of a method is given: `object`, `class`, or '' where it is like any other."""
        if self._receives is None:
            self._receives = self._received()
        return self._receives

    def _received(self) -> str:
        if self.owner is None or self.scope.kind != "function":
            return ""
        parameters = self.definition.parameters
        if not parameters or parameters[0].kind not in ("positional", "either"):
            return ""
        if "staticmethod" in self.decorated:
            return ""
        is_class = "classmethod" in self.decorated or self.scope.name in ("__new__", "__init_subclass__")
        return "class" if is_class else "object"


def bound_in(scope: Scope) -> dict[str, list[Binding]]:
    """By name, but for those that the scope declares to be another's."""
    found: dict[str, list[Binding]] = {}
    for binding in scope.bindings:
        known = found.get(binding.name)
        if known is None:
            found[binding.name] = [binding]
        else:
            known.append(binding)
    declared = [n for s in scanned(scope) if type(s) is Declare for n in s.names] if found else []
    for name in declared:
        found.pop(name, None)
    return found


@final
class Variable(Struct, eq=False):
    """A name assigned in a module or class body."""

    name: str
    owner: Module | Class
    local_name: str
    statement: Assign | None  # None where bound by a loop, `with` ...
    line: int

    @property
    def module(self) -> Module:
        return self.owner.module


@final
class External(Struct, frozen=True, gc=False):
    """Something of the standard library or an installed package, or of a module that is not in the repository."""

    name: str


class Instance(Struct, frozen=True):
    """An object of a class; one per class of the repository (`cls.instance`)."""

    of: "Class | External"

    @property
    def name(self) -> str:
        return f"{self.of.name}()"

    def __repr__(self) -> str:
        return f"<Instance {self.of.name}>"


Resolved = Union[Module, Class, Function, Variable, External]  # noqa: UP007 - evaluated at run time
