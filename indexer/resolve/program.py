"""The resolved whole: modules with their entities, and what names, classes and module-level code mean."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeVar, cast

from indexer.discover import SourceFile
from indexer.documents import Documents
from indexer.facts import Expression, FileFacts
from indexer.resolve.classes import Classes
from indexer.resolve.entities import Class, Entity, External, Function, Module
from indexer.resolve.evaluate import Evaluator
from indexer.resolve.evaluate.values import Arguments, Made, Member, Site, Value, name_of
from indexer.resolve.looked import Looked
from indexer.resolve.modules import Modules, entities
from indexer.resolve.names import Names
from indexer.resolve.spelled_roots import as_spelled

Reader = TypeVar("Reader")
Picked = TypeVar("Picked", bound=Entity)


class Program:
    """Built once from all facts; everything else is asked of it and remembered."""

    def __init__(self, sources: Iterable[tuple[SourceFile, FileFacts]], documents: Documents | None = None) -> None:
        self.documents = documents  # beside the source; None where nobody may read them
        self.modules: list[Module] = []
        self.classes_in_order: list[Class] = []
        self.functions: list[Function] = []
        self.by_path: dict[str, Module] = {}
        for source, facts in as_spelled(list(sources)):
            module = Module(
                name=source.module,
                scope=facts.scopes[0],
                parent=None,
                file_path=source.path,
                root=source.root,
                is_package=source.is_package,
                facts=facts,
            )
            self.modules.append(module)
            self.by_path[source.path] = module
            for entity in entities(facts, module):
                if isinstance(entity, Class):
                    self.classes_in_order.append(entity)
                elif isinstance(entity, Function):
                    self.functions.append(entity)
        self._resolve()

    def _resolve(self) -> None:
        self.looked: Looked | None = None  # what is read of bodies, while that is noted
        self.returns_read: set[Function] = set()  # of which it was read whether they are one expression, and which
        self.called_for: set[str] = set()  # last names under which the calls of all bodies were looked up
        self.answered_by: dict[Class, Function] = {}  # errors, and what handles them wherever they are raised
        self.scanned_for: set[str] = set()  # methods whose calls were looked for in all bodies
        self._shared: dict[object, object] = {}
        self.picked: dict[str, list[Entity]] = {}  # what adapters found by going over all that there is
        self.module_table = Modules(self.modules)
        self.names = Names(self.module_table)
        self.classes = Classes(self.names)
        self.evaluator = Evaluator(self.names, self.classes)
        self.classes.made_base = self._made_base

    def target(self, expression: Expression, at: Entity) -> str:
        """The dotted name of what an expression names or makes, '' where that is not known: `django.urls.path`,
        `shop.orders.models.Order`, `flask_sqlalchemy.SQLAlchemy().Model`."""
        found = self.names.resolve(expression, at)
        if isinstance(found, Module | Class | Function | External):
            return found.name
        return self.outside_name(self.evaluator.value(expression, at))

    def outside_name(self, value: Value | None) -> str:
        """Dotted name of a value; what an object of our own subclass has that we did not write is named after the class
        outside that it comes from, and a partial after what it calls."""
        if type(value) is Member:
            return f"{self.outside_name(value.of)}.{value.name}"
        if type(value) is Made:
            if isinstance(value.callee, Class):
                outside = next((c for c in self.classes.mro(value.callee) if type(c) is External), value.callee)
                return f"{outside.name}()"
            if value.name == "functools.partial" and value.arguments.positional:
                return self.outside_name(value.arguments.positional[0])
        return name_of(value)

    def value(
        self, expression: Expression, at: Entity, environment: "dict[str, Value | None] | None" = None
    ) -> Value | None:
        """As `Evaluator.value`; who goes on from an index starts nothing for what is plain."""
        return self.evaluator.value(expression, at, environment)

    def class_attribute(self, cls: Class, name: str) -> Value | None:
        return self.evaluator.class_attribute(cls, name)

    def make(self, cls: Class) -> Made:
        """An object of a class that is given nothing."""
        return self.evaluator.make(cls, Arguments(), Site(cls.path, cls.line))

    def shared(self, reader: "Callable[[Program], Reader]") -> Reader:
        """What several adapters ask of the same bodies: made once, so that each body is read once for all of them."""
        if reader not in self._shared:
            self._shared[reader] = reader(self)
        return cast("Reader", self._shared[reader])

    def pick(self, name: str, find: "Callable[[], list[Picked]]") -> "list[Picked]":
        """Modules or classes that are found by going over all of them: once, also for who goes on from an index."""
        if name not in self.picked:
            self.picked[name] = [*find()]
        return cast("list[Picked]", self.picked[name])

    def means(self, name: str) -> bool:
        """Is it known what a call of something outside of the repository gives?"""
        return name in self.evaluator.meanings

    def subclasses_of(self, *names: str) -> Iterator[Class]:
        """Classes with one of these dotted names above them (not the named ones themselves), in order of the source."""
        wanted = frozenset(names)
        for cls in self.classes_in_order:
            if self.classes.is_a(cls, wanted) and cls.name not in wanted:
                yield cls

    @cached_property
    def mixed(self) -> frozenset[Class]:
        """Classes that one with several bases of the repository stands on: what `super()` finds from them depends on
        the object."""
        several = (c for c in self.classes_in_order if sum(type(b) is Class for b in self.classes.bases(c)) > 1)
        return frozenset(a for cls in several for a in self.classes.mro(cls) if type(a) is Class)

    def imports_any(self, *packages: str) -> bool:
        """Does anything in the repository import one of these top-level packages?"""
        return not self.packages_outside.isdisjoint(packages)

    @cached_property
    def packages_outside(self) -> frozenset[str]:
        """Top-level packages that are imported and not of the repository."""
        edges = (e for module in self.modules for e in self.module_table.edges(module))
        return frozenset(e.target.partition(".")[0] for e in edges if e.imported is None)

    def _made_base(self, expression: Expression, cls: Class) -> Class | External | None:
        value: Value | None = self.evaluator.value(expression, cls.parent or cls.module)
        if isinstance(value, Class | External):
            return value
        if isinstance(value, Made | Member):
            name = self.outside_name(value)
            return External(name) if name else None
        return None


def walk(entity: Entity) -> Iterator[Entity]:
    """An entity and everything written in it."""
    yield entity
    for child in entity.children.values():
        yield from walk(child)
