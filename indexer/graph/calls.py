"""Who calls whom, how sure that is, and what is reached through several calls."""

import json
from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from indexer.graph.backwards import backwards, within
from indexer.graph.names import SymbolLike, SymbolView, ids_of, views_of
from indexer.graph.nodes import Certainty
from indexer.graph.open import Graph
from indexer.graph.place import Place


class CallView(Struct, frozen=True):
    caller: str  # dotted: a function, a method, or a module for code at its top level
    callee: str | None  # dotted, where it is in the repository
    target: str  # `callee`, `<builtin>:len`, `<external>:smtplib.SMTP`, or the text as written when unresolved
    place: Place  # of the call
    certainty: Certainty
    rule: str
    instantiates: bool  # the callee is a class


class UnresolvedCalls(Struct, frozen=True):
    count: int
    samples: tuple[CallView, ...]


class FileCalls(Struct, frozen=True):
    path: str
    unresolved: int
    calls: int


class Reach(Struct, frozen=True):
    symbol: SymbolView
    steps: int  # calls between it and the symbol asked about
    certainty: Certainty  # of the weakest call on the surest shortest way
    via: str  # dotted name of the next symbol on that way


OUTSIDE = "<external>:"
IN_FILES = """
    {column} IN (
        SELECT o.id FROM json_each(:paths) AS w JOIN files AS x ON x.path = w.value JOIN symbols AS o ON o.file = x.id
    )
"""


def callers(graph: Graph, symbol: SymbolLike) -> list[CallView]:
    """Calls of a function, instantiations of a class, by place."""
    return _calls(graph, "callee IN (SELECT value FROM json_each(:ids))", "f.path, c.line, s.name", symbol)


def callees(graph: Graph, symbol: SymbolLike) -> list[CallView]:
    """What a function calls, inside and outside the repository, by line; unresolved calls are left out."""
    where = "caller IN (SELECT value FROM json_each(:ids)) AND certainty != 'unresolved'"
    return _calls(graph, where, "f.path, c.line, target", symbol)


def outside_calls(
    graph: Graph, accepts: Callable[[str], object], *, paths: Collection[str] | None = None
) -> list[CallView]:
    """Calls of the standard library and of installed packages, by file and line; tests left out. `accepts` is asked
    of each dotted name; `paths`: only calls that stand in these files."""
    if paths is None:
        known = graph.derived("outside targets", lambda: _targets(graph, "WHERE"))
        where = "c.callee IS NULL"
    else:
        here = IN_FILES.format(column="caller")
        known = _targets(graph, f"WHERE {here} AND", paths=json.dumps(list(paths)))
        where = IN_FILES.format(column="c.caller")
    wanted = [target for target in known if accepts(target.removeprefix(OUTSIDE))]
    asked = {"targets": json.dumps(wanted)} | ({} if paths is None else {"paths": json.dumps(list(paths))})
    where += " AND c.callee IS NULL AND c.target IN (SELECT value FROM json_each(:targets)) AND NOT m.is_test"
    return _read(graph, where, "f.path, c.line, c.target", asked) if wanted else []


def _targets(graph: Graph, where: str, **parameters: object) -> list[str]:
    """Those outside of the repository; asked for more than once, and no index has them."""
    asked = f"SELECT DISTINCT target FROM calls {where} callee IS NULL AND target GLOB '{OUTSIDE}*'"
    return [target for (target,) in graph.rows(asked, **parameters)]


def coroutines(graph: Graph) -> dict[str, str]:
    """Every `async def` outside tests, by dotted name, with its file."""
    rows = graph.rows(
        """
        SELECT s.name, f.path FROM symbols AS s JOIN files AS f ON f.id = s.file
        WHERE s.is_async AND NOT EXISTS (SELECT 1 FROM modules AS m WHERE m.file = s.file AND m.is_test)
        ORDER BY f.path, s.line
        """
    )
    return dict(rows)


def callers_of(graph: Graph, names: Collection[str]) -> list[CallView]:
    """Calls of some functions that are certain enough to speak of, by file and line; tests left out."""
    where = """
        c.callee IN (SELECT o.id FROM json_each(:names) AS w JOIN symbols AS o ON o.name = w.value)
        AND NOT c.instantiates AND c.certainty IN ('exact', 'inferred') AND NOT m.is_test
    """
    return _read(graph, where, "f.path, c.line, c.target", {"names": json.dumps(sorted(names))}) if names else []


def unresolved_calls(graph: Graph, symbol: SymbolLike, *, samples: int = 5) -> UnresolvedCalls:
    where = "caller IN (SELECT value FROM json_each(:ids)) AND certainty = 'unresolved'"
    found = _calls(graph, where, "f.path, c.line, target", symbol)
    return UnresolvedCalls(len(found), tuple(found[:samples]))


def most_unresolved(graph: Graph, k: int) -> list[FileCalls]:
    """Files outside tests in which the most calls stay unresolved, worst first."""
    rows = graph.rows(
        """
        SELECT f.path, sum(c.certainty = 'unresolved') AS unresolved, count(*)
        FROM calls AS c
        JOIN symbols AS s ON s.id = c.caller
        JOIN files AS f ON f.id = s.file
        JOIN modules AS m ON m.file = f.id AND NOT m.is_test
        GROUP BY f.id HAVING unresolved > 0 ORDER BY unresolved DESC, f.path LIMIT :k
        """,
        k=k,
    )
    return [FileCalls(*row) for row in rows]


def reach(graph: Graph, symbol: SymbolLike, *, depth: int = 8, limit: int = 1000) -> list[Reach]:
    """From where the symbol is reached through at most `depth` calls, nearest first.

    Reaching a class means reaching its construction or one of its methods; a call bound to a method may run what
    overrides it (`possible`).
    """
    own = ids_of(graph, symbol)
    found = backwards(graph, own, depth)
    outside = found.keys() - set(within(graph, own))
    nearest = sorted(outside, key=lambda id: (found[id].steps, found[id].certainty, id))[:limit]
    views = views_of(graph, {*nearest, *(found[id].via for id in nearest)})
    return [Reach(views[id], found[id].steps, found[id].certainty, views[found[id].via].name) for id in nearest]


def _calls(graph: Graph, where: str, order: str, symbol: SymbolLike) -> list[CallView]:
    return _read(graph, where, order, {"ids": json.dumps(ids_of(graph, symbol))})


def _read(graph: Graph, where: str, order: str, parameters: Mapping[str, object]) -> list[CallView]:
    rows = graph.rows(
        f"""
        SELECT s.name, t.name, coalesce(t.name, c.target) AS target, f.path, c.line, c.certainty, c.rule, c.instantiates
        FROM calls AS c
        JOIN symbols AS s ON s.id = c.caller
        JOIN files AS f ON f.id = s.file
        JOIN modules AS m ON m.file = s.file
        LEFT JOIN symbols AS t ON t.id = c.callee
        WHERE {where} ORDER BY {order}, c.rowid
        """,
        **parameters,
    )
    return [
        CallView(caller, callee, target, Place(path, line), certainty, rule, bool(instantiates))
        for caller, callee, target, path, line, certainty, rule, instantiates in rows
    ]
