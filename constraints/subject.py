"""What rules look at: the whole graph, or the part of it that a question about one file or a few models can touch.

Given a part, a rule finds each constraint that binds it, as it would from the whole graph, and may find others besides.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from constraints.declared import NOTHING, Declared
from indexer.graph import Graph
from indexer.graph.data import (
    FieldView,
    ModelView,
    TableConstraintView,
    fields_of,
    models_named,
    table_constraints_of,
)
from indexer.graph.modules import FileView, files
from indexer.graph.names import SymbolView, named, outline
from indexer.graph.nodes import Use
from indexer.graph.uses import UseView, models_used, writes_and_exposures


@dataclass(frozen=True)
class Subject:
    """Rules share what one of them has read."""

    graph: Graph
    paths: tuple[str, ...] | None  # None: all files
    names: tuple[str, ...] | None  # dotted names of models; None: all models
    declared: Declared = NOTHING  # what the team wrote down

    @classmethod
    def everything(cls, graph: Graph, declared: Declared = NOTHING) -> Self:
        return cls(graph, None, None, declared)

    @classmethod
    def file(cls, graph: Graph, path: str, declared: Declared = NOTHING) -> Self:
        return cls(graph, (path,), tuple(models_used(graph, path)), declared)

    @classmethod
    def models_alone(cls, graph: Graph, names: tuple[str, ...]) -> Self:
        return cls(graph, (), names)

    def symbol(self, name: str) -> SymbolView | None:
        """The symbol of exactly this dotted name."""
        if name not in self._symbols:
            self._symbols[name] = named(self.graph, name)
        return self._symbols[name]

    @cached_property
    def files(self) -> dict[str, FileView]:
        """Every file of the graph, by path."""
        return {file.path: file for file in files(self.graph)}

    def outline(self, path: str) -> list[SymbolView]:
        """What a file defines, in order of lines."""
        if path not in self._outlines:
            self._outlines[path] = outline(self.graph, path)
        return self._outlines[path]

    def variables(self, cls: SymbolView) -> list[SymbolView]:
        """What the body of a class gives names to, in order of lines."""
        path = cls.place.path
        if path not in self._variables:
            held: defaultdict[str, list[SymbolView]] = defaultdict(list)
            for symbol in self.outline(path):
                if symbol.kind in ("variable", "field") and symbol.parent:
                    held[symbol.parent].append(symbol)
            self._variables[path] = held
        return self._variables[path].get(cls.name, [])

    def module(self, name: str | None) -> FileView | None:
        """The file of a module, by dotted name."""
        return self._modules.get(name or "")

    def is_test(self, path: str) -> bool:
        return path in self.files and self.files[path].is_test

    @cached_property
    def models(self) -> list[ModelView]:
        return models_named(self.graph, self.names)

    def fields(self, model: ModelView) -> list[FieldView]:
        return self._fields[model.name]

    def table_constraints(self, model: ModelView) -> list[TableConstraintView]:
        return self._table_constraints[model.name]

    def known_uses(self, use: Use) -> Callable[[FieldView], list[UseView]]:
        """The writes or exposures outside tests that are certain enough to speak of, by field, in order of place."""
        by_field = self._uses

        def of(field: FieldView) -> list[UseView]:
            # What is written through the abstract model that declares it is written on every model that inherits it.
            owners = dict.fromkeys([field.model, field.declared.rpartition(".")[0]])
            found = [found for owner in owners for found in by_field[owner, field.name] if found.use == use]
            return sorted(found, key=lambda one: one.place)

        return of

    @cached_property
    def shared(self) -> dict[object, object]:
        """What rules have worked out and others need too."""
        return {}

    def functions(self, path: str) -> list[SymbolView]:
        """Functions and methods that are written in a file; nearly every rule asks for them."""
        if path not in self._functions:
            self._functions[path] = [one for one in self.outline(path) if one.kind in ("function", "method")]
        return self._functions[path]

    @cached_property
    def _modules(self) -> dict[str, FileView]:
        return {file.module: file for file in self.files.values()}

    @cached_property
    def _functions(self) -> dict[str, list[SymbolView]]:
        return {}

    @cached_property
    def _variables(self) -> dict[str, dict[str, list[SymbolView]]]:
        return {}

    @cached_property
    def _outlines(self) -> dict[str, list[SymbolView]]:
        return {}

    @cached_property
    def _symbols(self) -> dict[str, SymbolView | None]:
        return {}

    @cached_property
    def _fields(self) -> defaultdict[str, list[FieldView]]:
        by_model = defaultdict(list)
        for field in fields_of(self.graph, self.names):
            by_model[field.model].append(field)
        return by_model

    @cached_property
    def _table_constraints(self) -> defaultdict[str, list[TableConstraintView]]:
        by_model = defaultdict(list)
        for table in table_constraints_of(self.graph, self.names):
            by_model[table.model].append(table)
        return by_model

    @cached_property
    def _uses(self) -> defaultdict[tuple[str, str], list[UseView]]:
        by_field = defaultdict(list)
        for found in writes_and_exposures(self.graph, self.names):
            by_field[found.model, found.field].append(found)
        return by_field
