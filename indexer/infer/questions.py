"""What a body may ask of others, noted while it is walked."""

from collections.abc import Callable

from indexer.facts import Expression, Name
from indexer.infer.outside import NamesWithModels, Outside
from indexer.resolve.entities import Entity, Resolved
from indexer.resolve.names import Names

Question = tuple[str, Entity | None, str]  # kind, what it is asked of, name
MEANING = "meaning"  # what a name means in a scope, or as an attribute of a class: nearly all that is asked
OF_TESTS = "of tests "  # marks a question whose answer counts subclasses in tests too


class NotedNames(NamesWithModels):
    def __init__(self, names: Names, outside: Outside, ask: Callable[[str, Entity, str], None]) -> None:
        super().__init__(names, outside)
        self._ask = ask

    def resolve(self, expression: Expression, at: Entity) -> Resolved | None:
        if type(expression) is Name:
            self._ask(MEANING, at, expression.id)
        return super().resolve(expression, at)

    def member(self, owner: Entity, name: str) -> Resolved | None:
        self._ask(MEANING, owner, name)
        return super().member(owner, name)
