"""A change as rules see it: what there was, what there is, and which symbol of the one is which of the other."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

from constraints.constraint import Constraint
from constraints.declared import NOTHING, Declared
from constraints.past import Past, Remember, forgotten
from constraints.subject import Subject
from indexer.graph import Graph, Place
from indexer.graph.difference import Difference, difference
from indexer.graph.names import SymbolView
from indexer.graph.sameness import Sameness

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """Rules share what one of them has worked out."""

    base: Subject
    head: Subject
    difference: Difference
    remember: Remember = forgotten
    _derived: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def between(
        cls,
        base: Graph,
        head: Graph,
        before: Declared = NOTHING,
        after: Declared = NOTHING,
        *,
        remember: Remember = forgotten,
    ) -> Self:
        """What binds the change is what the base declares (`before`)."""
        return cls(Subject.everything(base, before), Subject.everything(head, after), difference(base, head), remember)

    @property
    def past(self) -> Past:
        """What is remembered of the files that differ; asked for when a rule first wants it."""
        return self.derived("past", lambda: self.remember(self.difference.paths))

    def same(self, *tables: str) -> bool:
        """Is it known that tables hold the same in head and base, but for lines? What is new and named in none of them
        may be in either; `headers` holds all definitions."""
        return self.sameness.same(*tables)

    @cached_property
    def sameness(self) -> Sameness:
        return Sameness(self.base.graph, self.head.graph, self.difference.paths)

    def derived(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What one rule works out and another may want again."""
        if key not in self._derived:
            self._derived[key] = compute()
        found: T = self._derived[key]
        return found

    def now(self, name: str) -> str:
        """The head's name for a symbol of the base, if it is still there; members go with their owner."""
        return _renamed(name, self.difference.now)

    def was(self, name: str) -> str:
        """The base's name for a symbol of the head, if it was there."""
        return _renamed(name, self.difference.was)

    def stands(self, name: str) -> SymbolView | None:
        """What a symbol of the base has become; None where it was removed."""
        return self.head.symbol(self.now(name))

    def stood(self, name: str) -> SymbolView | None:
        """What a symbol of the head was; None where it is new."""
        return self.base.symbol(self.was(name))

    def is_new(self, name: str) -> bool:
        return self.stood(name) is None

    def place(self, name: str, otherwise: Place) -> Place:
        """Where a symbol of the base stands in the head; `otherwise` where it does not."""
        found = self.stands(name)
        return found.place if found else otherwise

    def held(self, derive: Callable[[Subject], Iterable[Constraint]]) -> list[tuple[Constraint, Constraint | None]]:
        """What a rule derives from the base, each with what the head still holds under the same id."""
        after = {constraint.id: constraint for constraint in derive(self.head)}
        found = []
        for constraint in derive(self.base):
            moved = f"{constraint.rule}:{self.now(constraint.symbol)}"
            found.append((constraint, after.get(moved)))
        return found


def _renamed(name: str, names: dict[str, str]) -> str:
    owner, rest = name, ""
    while owner:
        if owner in names:
            return names[owner] + rest
        owner, _, leaf = owner.rpartition(".")
        rest = f".{leaf}{rest}"
    return name
