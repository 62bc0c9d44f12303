"""From the name that an agent typed to the one symbol that it means."""

from collections import Counter

from indexer.graph import Graph
from indexer.graph.classes import ancestry
from indexer.graph.data import ModelView, find_fields, models
from indexer.graph.modules import file_view
from indexer.graph.names import SymbolView, find, nearest
from server.failure import NoAnswer
from server.tools.ambiguous import Ambiguous, Candidate


def symbol_named(graph: Graph, name: str, *, tool: str, argument: str) -> SymbolView | Ambiguous:
    """Raises NoAnswer with the nearest names where nothing fits."""
    found = find(graph, name.strip()) or _inherited_field(graph, name.strip())
    if not found:
        _refuse_inherited(graph, name.strip(), tool, argument)
        raise NoAnswer(
            f"nothing in the index is named {name!r}", tuple(nearest(graph, name.strip())), tool=tool, argument=argument
        )
    if len(found) == 1:
        return found[0]
    shared = Counter(symbol.name for symbol in found)
    candidates = [
        Candidate(symbol.name if shared[symbol.name] == 1 else str(symbol.place), symbol.kind, symbol.place)
        for symbol in sorted(found, key=lambda symbol: (_aside(graph, symbol), symbol.name, symbol.place))
    ]
    return Ambiguous(name, tool, argument, tuple(candidates))


def _refuse_inherited(graph: Graph, name: str, tool: str, argument: str) -> None:
    """`Order.save` where no class of the repository writes `save`: raises NoAnswer that says who may have it."""
    owner, _, member = name.rpartition(".")
    classes = [symbol for symbol in find(graph, owner) if symbol.kind == "class"] if owner else []
    if len(classes) == 1:
        outside = [base.name for base in ancestry(graph, classes[0]) if base.place is None]
        if outside:
            raise NoAnswer(
                f"{classes[0].name} has no {member!r} in this repository; it may come from {outside[0]}",
                tuple(dict.fromkeys([*nearest(graph, name), classes[0].name])),
                tool=tool,
                argument=argument,
            )


def model_of(graph: Graph, symbol: SymbolView) -> ModelView | None:
    """The model that a class is."""
    if symbol.kind != "class":
        return None
    of_file = models(graph, symbol.place.path)
    return next((found for found in of_file if found.name == symbol.name and found.place == symbol.place), None)


def _aside(graph: Graph, symbol: SymbolView) -> bool:
    """Tests and migrations have namesakes of what people mean."""
    file = file_view(graph, symbol.place.path)
    return file is not None and (file.is_test or file.role == "migration")


def in_tests(graph: Graph, path: str) -> bool:
    file = file_view(graph, path)
    return file is not None and file.is_test


def _inherited_field(graph: Graph, name: str) -> list[SymbolView]:
    """`Order.created` where `created` is written on a mixin: the model has the field, the mixin the symbol."""
    declared = dict.fromkeys(field.declared for field in find_fields(graph, name))
    return [symbol for field in declared for symbol in find(graph, field) if symbol.name == field]
