"""Walking calls backwards: from a symbol to everything that may run it, surest ways first.

For the questions of this package: it speaks in row ids. Asking SQLite once a level was measured faster than one
recursive statement, and needs no graph in memory.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph

SUREST_FIRST: tuple[Certainty, ...] = ("exact", "inferred", "possible")


class Step(NamedTuple):
    steps: int  # calls from here to the symbol asked about; 0 for itself and what is written in it
    certainty: Certainty  # of the weakest call on the way
    via: int  # the next symbol on the way


def within(graph: Graph, ids: Iterable[int]) -> list[int]:
    """The symbols themselves and the functions and classes written in them."""
    rows = graph.rows(
        """
        WITH RECURSIVE inside (id) AS (
            SELECT value FROM json_each(:ids)
            UNION
            SELECT s.id FROM inside AS i JOIN symbols AS s ON s.parent = i.id
            WHERE s.kind IN ('function', 'method', 'class')
        )
        SELECT id FROM inside ORDER BY id
        """,
        ids=json.dumps(list(ids)),
    )
    return [id for (id,) in rows]


def backwards(graph: Graph, ids: Iterable[int], depth: int) -> Mapping[int, Step]:
    """Every symbol from which one of `ids` is reached, itself included; the surest way counts, then the shortest."""
    asked = tuple(ids)
    return graph.derived(("backwards", asked, depth), lambda: MappingProxyType(_walk(graph, asked, depth)))


def _walk(graph: Graph, ids: Iterable[int], depth: int) -> dict[int, Step]:
    reached: dict[int, Step] = {}
    stood_in: set[int] = set()  # methods that were entered as "what overrides this may run"
    waiting: dict[tuple[int, int], list[tuple[int, int, bool]]] = defaultdict(list)
    waiting[0, 0] = [(id, id, False) for id in within(graph, ids)]
    for doubt, certainty in enumerate(SUREST_FIRST):
        for steps in range(depth + 1):
            while level := waiting.pop((doubt, steps), None):
                runs: dict[int, int] = {}  # whose callers come next, and what it is that they run
                for id, via, stands_in in sorted(level):
                    if stands_in and id not in stood_in and id not in reached:
                        stood_in.add(id)
                        runs[id] = via
                    elif not stands_in and id not in reached:
                        reached[id] = Step(steps, certainty, via)
                        runs[id] = id
                for method, overridden in _overridden(graph, runs):
                    waiting[len(SUREST_FIRST) - 1, steps].append((overridden, runs[method], True))
                if steps < depth:
                    for callee, caller, sure in _callers(graph, runs):
                        if caller not in reached:
                            next_doubt = max(doubt, SUREST_FIRST.index(sure))
                            waiting[next_doubt, steps + 1].append((caller, runs[callee], False))
    return reached


def _overridden(graph: Graph, ids: Iterable[int]) -> list[tuple[int, int]]:
    return graph.rows(
        "SELECT method, overridden FROM overrides WHERE method IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(list(ids)),
    )


def _callers(graph: Graph, ids: Iterable[int]) -> list[tuple[int, int, Certainty]]:
    """A function written inside another is possibly run by it: handed out, or called under another name."""
    return graph.rows(
        """
        SELECT callee, caller, min(certainty) FROM calls
        WHERE callee IN (SELECT value FROM json_each(:ids)) AND certainty != 'unresolved'
        GROUP BY callee, caller
        UNION ALL
        SELECT s.id, s.parent, 'possible' FROM symbols AS s JOIN symbols AS p ON p.id = s.parent
        WHERE s.id IN (SELECT value FROM json_each(:ids))
        AND s.kind = 'function' AND p.kind IN ('function', 'method')
        """,
        ids=json.dumps(list(ids)),
    )
