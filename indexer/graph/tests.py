"""Which tests reach a symbol."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.graph.backwards import SUREST_FIRST, Step, backwards
from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


@dataclass(frozen=True, slots=True)
class TestView:
    __test__ = False

    name: str  # dotted: a test function or method
    place: Place
    steps: int  # calls between the test and the symbol
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TestsReaching:
    __test__ = False

    count: int
    nearest: tuple[TestView, ...]


def tests_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8, limit: int = 50) -> TestsReaching:
    """Test functions from which the symbol is reached through calls, nearest first; `setUp` runs in each test."""
    reached = backwards(graph, ids_of(graph, symbol), depth)
    found: dict[int, Step] = {}
    for test, id, farther in _tests(graph, reached):
        step = reached[id]._replace(steps=reached[id].steps + farther)
        found[test] = min(found.get(test, step), step, key=_nearness)
    nearest = sorted(found, key=lambda id: (_nearness(found[id]), id))[:limit]
    views = {
        id: TestView(name, Place(path, line), found[id].steps, found[id].certainty)
        for id, name, path, line in graph.rows(
            "SELECT id, name, path, line FROM located WHERE id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(nearest),
        )
    }
    return TestsReaching(len(found), tuple(views[id] for id in nearest))


def _nearness(step: Step) -> tuple[int, int]:
    return step.steps, SUREST_FIRST.index(step.certainty)


SETTING_UP = (  # methods of a test class that run before each of its tests
    "setUp", "setUpClass", "setUpTestData", "asyncSetUp", "setup_method", "setup_class",
)  # fmt: skip


def _tests(graph: Graph, ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """Test, reached symbol, calls between the two."""
    return graph.rows(
        """
        WITH reached (id, name, parent) AS (
            SELECT s.id, s.leaf, s.parent FROM json_each(:ids) AS w
            JOIN symbols AS s ON s.id = w.value JOIN modules AS m ON m.file = s.file AND m.is_test
            WHERE s.kind IN ('function', 'method')
        )
        SELECT id, id, 0 FROM reached WHERE name LIKE 'test%'
        UNION ALL
        SELECT t.id, r.id, 1 FROM reached AS r JOIN symbols AS t ON t.parent = r.parent
        WHERE r.name IN (SELECT value FROM json_each(:setting_up)) AND t.kind = 'method' AND t.leaf LIKE 'test%'
        """,
        ids=json.dumps(list(ids)),
        setting_up=json.dumps(SETTING_UP),
    )
