"""Which tests reach a symbol, by calls and by the requests that they send; and what they assert."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from indexer.graph.backwards import SUREST_FIRST, Step, backwards
from indexer.graph.names import SymbolLike, ids_of
from indexer.graph.nodes import AssertionKind, Certainty, TestKind
from indexer.graph.open import Graph
from indexer.graph.place import Place
from indexer.graph.web import EndpointView, endpoint_ids_reaching


class TestView(Struct, frozen=True):
    __test__ = False

    name: str  # dotted: a test function or method
    place: Place
    steps: int  # calls between the test and the symbol; a request counts as one
    certainty: Certainty


class TestsReaching(Struct, frozen=True):
    __test__ = False

    count: int
    nearest: tuple[TestView, ...]


class EndpointTest(Struct, frozen=True):
    """A test that sends requests to an endpoint, itself or by a helper."""

    name: str  # dotted
    place: Place
    kind: TestKind
    ticket: str  # number that its name or words give, '' where there is none
    statuses: tuple[str, ...]  # that it asserts of the responses, ascending
    certainty: Certainty


class AssertionView(Struct, frozen=True):
    kind: AssertionKind
    subject: str  # name of a field, '' for a status or an exception
    value: str
    place: Place


def tests_reaching(graph: Graph, symbol: SymbolLike, *, depth: int = 8, limit: int = 50) -> TestsReaching:
    """Test functions from which the symbol is reached through calls and requests, nearest first; `setUp` runs in each
    test."""
    asked = ids_of(graph, symbol)
    found: dict[int, Step] = {}
    _add(found, _tests_among(graph, backwards(graph, asked, depth)))
    requesting = _requesting(graph, endpoint_ids_reaching(graph, asked, depth))
    for (doubt, steps), functions in sorted(requesting.items()):
        _add(found, _tests_among(graph, backwards(graph, functions, HELPERS)), farther=steps + 1, doubt=doubt)
    nearest = sorted(found, key=lambda id: (_nearness(found[id]), id))[:limit]
    views = {
        id: TestView(name, Place(path, line), found[id].steps, found[id].certainty)
        for id, name, path, line in graph.rows(
            "SELECT id, name, path, line FROM located WHERE id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(nearest),
        )
    }
    return TestsReaching(len(found), tuple(views[id] for id in nearest))


def tests_of_endpoint(graph: Graph, endpoint: EndpointView) -> list[EndpointTest]:
    """Tests that send requests to an endpoint, by name."""
    rows = graph.rows(
        """
        SELECT r.function, r.line, r.certainty
        FROM endpoints AS e JOIN symbols AS h ON h.id = e.handler JOIN requests AS r ON r.endpoint = e.id
        WHERE e.path = :path AND e.methods = :methods
            AND :handler IN (h.name, h.name || substr(e.handler_name, length(h.qualname) + 1))
        """,
        path=endpoint.path,
        handler=endpoint.handler,
        methods=json.dumps(list(endpoint.methods)) if endpoint.methods else "",
    )
    lines: dict[int, set[int]] = defaultdict(set)
    sure: dict[int, Certainty] = {}
    for function, line, certainty in rows:
        lines[function].add(line)
        sure[function] = min(sure.get(function, certainty), certainty)
    found: dict[int, tuple[Certainty, set[int]]] = {}
    for function, certainty in sure.items():
        for test, step in _tests_among(graph, backwards(graph, [function], HELPERS)).items():
            before, sent = found.get(test, (certainty, set()))
            weakest = max(certainty, step.certainty, key=SUREST_FIRST.index)
            found[test] = min(before, weakest), sent | (lines[function] if test == function else {0})
    return _endpoint_tests(graph, found)


class TestKindView(Struct, frozen=True):
    __test__ = False

    name: str  # dotted: a test function or method
    kind: TestKind


def tests_in(graph: Graph, paths: Collection[str]) -> list[TestKindView]:
    """The tests of some files, by name."""
    rows = graph.rows(
        """
        SELECT s.name, t.kind FROM json_each(:paths) AS w JOIN files AS f ON f.path = w.value
        JOIN symbols AS s ON s.file = f.id JOIN tests AS t ON t.symbol = s.id ORDER BY s.name
        """,
        paths=json.dumps(sorted(paths)),
    )
    return [TestKindView(name, kind) for name, kind in rows]


def assertions_of(graph: Graph, test: SymbolLike) -> list[AssertionView]:
    """What a test function asserts itself, in order."""
    rows = graph.rows(
        """
        SELECT a.kind, a.subject, a.value, s.path, a.line FROM assertions AS a JOIN located AS s ON s.id = a.function
        WHERE a.function IN (SELECT value FROM json_each(:ids)) ORDER BY s.path, a.line, a.rowid
        """,
        ids=json.dumps(ids_of(graph, test)),
    )
    return [AssertionView(kind, subject, value, Place(path, line)) for kind, subject, value, path, line in rows]


HELPERS = 4  # calls between a test and the helper that sends its request


def _endpoint_tests(graph: Graph, found: Mapping[int, tuple[Certainty, set[int]]]) -> list[EndpointTest]:
    statuses: dict[int, set[str]] = defaultdict(set)
    for test, value, request in graph.rows(
        """
        SELECT function, value, request FROM assertions
        WHERE kind = 'status' AND function IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps(list(found)),
    ):
        if request in found[test][1]:
            statuses[test].add(value)
    rows = graph.rows(
        """
        SELECT s.id, s.name, s.path, s.line, t.kind, t.ticket FROM tests AS t JOIN located AS s ON s.id = t.symbol
        WHERE t.symbol IN (SELECT value FROM json_each(:ids)) ORDER BY s.name, s.line
        """,
        ids=json.dumps(list(found)),
    )
    return [
        EndpointTest(name, Place(path, line), kind, ticket, tuple(sorted(statuses[id])), found[id][0])
        for id, name, path, line, kind, ticket in rows
    ]


def _requesting(graph: Graph, endpoints: Mapping[int, tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """Functions that send requests, by the doubt and the steps of what they ask for."""
    rows = graph.rows(
        """
        SELECT DISTINCT function, endpoint, certainty FROM requests
        WHERE endpoint IN (SELECT value FROM json_each(:ids)) ORDER BY function
        """,
        ids=json.dumps(list(endpoints)),
    )
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for function, endpoint, certainty in rows:
        doubt, steps = endpoints[endpoint]
        found[max(doubt, SUREST_FIRST.index(certainty)), steps].append(function)
    return found


def _add(found: dict[int, Step], tests: Mapping[int, Step], *, farther: int = 0, doubt: int = 0) -> None:
    for test, step in tests.items():
        weakest = SUREST_FIRST[max(doubt, SUREST_FIRST.index(step.certainty))]
        reached = Step(step.steps + farther, weakest, step.via)
        found[test] = min(found.get(test, reached), reached, key=_nearness)


def _tests_among(graph: Graph, reached: Mapping[int, Step]) -> dict[int, Step]:
    found: dict[int, Step] = {}
    for test, id, farther in _tests(graph, reached):
        step = reached[id]._replace(steps=reached[id].steps + farther)
        found[test] = min(found.get(test, step), step, key=_nearness)
    return found


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


class Regression(Struct, frozen=True):
    """A test that says which failure it keeps from coming back."""

    name: str  # dotted
    place: Place
    ticket: str
    summary: str
    steps: int


def regressions(graph: Graph, symbol: SymbolLike) -> list[Regression]:
    """Of the tests that reach a symbol, those that pin what once broke, nearest first."""
    reaching = {test.name: test for test in tests_reaching(graph, symbol, limit=400).nearest}
    rows = graph.rows(
        """
        SELECT s.name, s.path, s.line, t.ticket, s.summary FROM json_each(:names) AS w
        JOIN located AS s ON s.name = w.value JOIN tests AS t ON t.symbol = s.id WHERE t.kind = 'regression'
        """,
        names=json.dumps(list(reaching)),
    )
    found = [
        Regression(name, Place(path, line), ticket, summary, reaching[name].steps)
        for name, path, line, ticket, summary in rows
    ]
    return sorted(found, key=lambda one: (one.steps, one.place))
