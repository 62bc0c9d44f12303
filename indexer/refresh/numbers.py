"""The numbers that symbols and fields have in a graph, for entities of a program that was read again in part."""

from collections.abc import Iterator

from indexer.graph.patch import Patch
from indexer.infer.kept import Place
from indexer.refresh.edited import Edited, Reason
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.late import LateProgram

MOST_CALLERS = 12  # that are asked whether they say what another one no longer says


class StoredNumbers:
    """By what the graph says of a file: qualified name and first line, as they were before the edit."""

    def __init__(
        self, patch: Patch, files: dict[str, int], edits: dict[str, Edited], program: LateProgram | None
    ) -> None:
        self._patch, self._files, self._edits, self._program = patch, files, edits, program
        self._known: dict[Entity, int] = {}
        self._symbols: dict[str, dict[tuple[str, int], int]] = {}

    def get(self, entity: Entity) -> int | None:
        """None for what lies outside of the repository."""
        found = self._known.get(entity)
        if found is None and entity.path:
            found = self._known[entity] = self._find(entity)
        return found

    def __getitem__(self, entity: Entity) -> int:
        found = self.get(entity)
        if found is None:
            raise Reason(f"{entity.name} has no symbol")
        return found

    def __contains__(self, entity: Entity) -> bool:
        return self.get(entity) is not None

    def _find(self, entity: Entity) -> int:
        if entity.scope.kind == "lambda" and entity.parent is not None:
            return self[entity.parent]  # what a lambda does is done where it is written
        place = self._program.place_of(entity) if self._program is not None else None
        if place is None:
            raise Reason(f"{entity.name} is made by code")
        if entity.path not in self._symbols:
            self._symbols[entity.path] = self._patch.symbols(self._files[entity.path])
        edit = self._edits.get(entity.path)
        scope = edit.old.scopes[place[1]] if edit is not None else entity.scope
        line = scope.definition.line if scope.definition is not None else 1
        found = self._symbols[entity.path].get((scope.qualname, line))
        if found is None:
            raise Reason(f"{entity.name} has no symbol")
        return found


class StoredFields:
    def __init__(self, patch: Patch, numbers: StoredNumbers) -> None:
        self._patch, self._numbers = patch, numbers
        self._known: dict[tuple[Class, str], int | None] = {}

    def get(self, field: tuple[Class, str]) -> int | None:
        if field not in self._known:
            model = self._numbers.get(field[0])
            self._known[field] = self._patch.field(model, field[1]) if model is not None else None
        return self._known[field]


class Callers:
    """Who calls a function, or makes objects of the class whose method it is, as the graph says it."""

    def __init__(self, program: LateProgram, patch: Patch, files: dict[str, int], edits: dict[str, Edited]) -> None:
        self._program, self._patch, self._files, self._edits = program, patch, files, edits

    def __call__(self, place: Place) -> Iterator[Place]:
        """Those of the same file first; only so many."""
        function = self._program.entity(*place)
        numbers = StoredNumbers(self._patch, self._files, self._edits, self._program)
        called = [numbers[e] for e in (function, function.parent) if isinstance(e, Function | Class)]
        found = self._patch.callers(called)
        for path, qualname, line in sorted(found, key=lambda caller: caller[0] != function.path)[:MOST_CALLERS]:
            module = self._files[path] - 1
            facts = self._edits[path].old if path in self._edits else self._program.modules[module].facts
            for number, scope in enumerate(facts.scopes):
                first = scope.definition.line if scope.definition is not None else 1
                if (scope.qualname, first) == (qualname, line):
                    yield module, number
