"""A program whose files are read when they are first looked into: for a look at a few bodies among thousands."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from indexer.facts import Expression, FileFacts
from indexer.resolve.entities import Class, Entity, Function, Module, bound_in
from indexer.resolve.evaluate import Evaluator
from indexer.resolve.evaluate.values import Arguments, Made, Site, Value
from indexer.resolve.looked import watch
from indexer.resolve.modules import entities
from indexer.resolve.plain import Plain
from indexer.resolve.program import Picked, Program


class Source(NamedTuple):
    """A module as an index remembers it."""

    path: str
    module: str
    root: str
    is_package: bool


class LateProgram(Program):
    """`read` gives the facts of a file; `outside` are the packages that the repository imports."""

    def __init__(self, sources: Iterable[Source], read: Callable[[str], FileFacts], outside: frozenset[str]) -> None:
        self._read = read
        self._entities: dict[Module, list[Entity]] = {}  # by number of their scope, of what was read
        self._numbers: dict[Entity, int] = {}
        self.modules = [self._unread(source) for source in sources]
        self._places = {module: place for place, module in enumerate(self.modules)}
        self.by_path = {module.file_path: module for module in self.modules}
        self.packages_outside = outside
        self.documents = None
        self._prepare: Callable[[Program], None] | None = None
        self._meant: frozenset[str] = frozenset()
        self._picks: dict[str, Collection[tuple[int, int]]] = {}
        self._resolve()

    def _unread(self, source: Source) -> Module:
        module = Module.__new__(Module)  # its facts, scope and children are not set yet
        module.late = self._load
        module.name, module.file_path = source.module, source.path
        module.root, module.is_package = source.root, source.is_package
        module.module, module.path, module.parent = module, source.path, None
        return module

    def _load(self, module: Module) -> None:
        module.facts = self._read(module.file_path)
        module.scope, module.children = module.facts.scopes[0], {}
        module.bindings = bound_in(module.scope)
        found = self._entities[module] = [module, *entities(module.facts, module)]
        self._numbers.update((entity, number) for number, entity in enumerate(found))
        if self.looked is not None:
            for _ in watch(self.looked, self._places[module], module.facts.scopes):
                pass

    def entities_of(self, module: Module) -> list[Entity]:
        if module not in self._entities:
            assert module.facts is not None  # asking for them reads them
        return self._entities[module]

    def entity(self, place: int, number: int) -> Entity:
        """The class, function or module of a scope."""
        module = self.modules[place]
        return self.entities_of(module)[number] if number else module

    def place_of(self, entity: Entity) -> tuple[int, int] | None:
        """Of its module and of its scope; None for what lies outside, and for classes that code makes."""
        place = self._places.get(entity.module)
        if entity is entity.module:
            return (place, 0) if place is not None else None
        number = self._numbers.get(entity)
        return (place, number) if place is not None and number is not None else None

    @cached_property
    def classes_in_order(self) -> list[Class]:  # type: ignore[override]
        return [e for module in self.modules for e in self.entities_of(module) if isinstance(e, Class)]

    @cached_property
    def functions(self) -> list[Function]:  # type: ignore[override]
        return [e for module in self.modules for e in self.entities_of(module) if isinstance(e, Function)]

    def prepare_with(self, prepare: Callable[[Program], None]) -> None:
        """What has to be done before the evaluator is asked anything, once it is."""
        self._prepare = prepare

    def remember(self, meant: Collection[str], picked: Mapping[str, Collection[tuple[int, int]]]) -> None:
        """`meant`: of which calls from outside it is known what they give; `picked`: places of what was found among
        all."""
        self._meant, self._picks = frozenset(meant), dict(picked)

    def pick(self, name: str, find: Callable[[], list[Picked]]) -> list[Picked]:
        if name in self._picks:
            self.picked[name] = [self.entity(*place) for place in self._picks.pop(name)]
        return super().pick(name, find)

    def means(self, name: str) -> bool:
        return name in self._meant

    def value(
        self, expression: Expression, at: Entity, environment: dict[str, Value | None] | None = None
    ) -> Value | None:
        if self._prepare is not None and isinstance(at, Function) and self._plain.expression(expression, at):
            return self._evaluator.value(expression, at, environment)
        return super().value(expression, at, environment)

    def class_attribute(self, cls: Class, name: str) -> Value | None:
        if self._prepare is not None and self._plain.attribute(cls, name):
            return self._evaluator.class_attribute(cls, name)
        return super().class_attribute(cls, name)

    def make(self, cls: Class) -> Made:
        if self._prepare is not None and self._plain.makes(cls):
            return self._evaluator.make(cls, Arguments(), Site(cls.path, cls.line))
        return super().make(cls)

    @cached_property
    def _plain(self) -> Plain:
        return Plain(self)

    @property
    def followed(self) -> set[Function]:
        """What was seen called as far as anybody has asked."""
        return self._evaluator.followed

    @property
    def evaluator(self) -> Evaluator:
        prepare, self._prepare = self._prepare, None
        if prepare is not None:
            prepare(self)
        return self._evaluator

    @evaluator.setter
    def evaluator(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
