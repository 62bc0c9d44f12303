"""What function bodies do that a change can drop: how they refuse, what they ask the database, what they set off.

Each question is asked of some symbols, or of the whole graph where none are given; answers come in the order of files
and lines. A symbol that the graph does not hold simply does nothing here: what one graph has, another may lack.
"""

import json
from collections.abc import Collection
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from indexer.graph.conduct_nodes import SETTER, ContextKind, EffectKind, RefusalKind, ValueKind
from indexer.graph.open import Graph
from indexer.graph.place import Place


class RefusalView(Struct, frozen=True):
    symbol: str  # dotted: the function
    place: Place  # of what leaves
    test: str  # that holds where it leaves
    given: tuple[str, ...]  # tests of the branches around it, outermost first
    outcome: str
    kind: RefusalKind
    status: int | None
    names: tuple[str, ...]  # chains of names that the test reads
    denies: bool  # it means "not you"


class BindingView(Struct, frozen=True):
    """One condition of a query."""

    path: str  # as written, without lookup; '' where the method names none
    field: str  # dotted: the model and its field, '' where it is not known
    operator: str  # exact, in, gt ...; '' where the method decides
    value: str
    negated: bool
    alternative: bool  # one side of an "or"
    method: str
    inherited: bool  # of the query that this one goes on from


class QueryView(Struct, frozen=True):
    symbol: str  # dotted: function, method, class or module
    place: Place
    model: str  # dotted, '' where it is not known
    is_known: bool  # the model is in the repository
    source: str
    manager: str
    methods: tuple[str, ...]
    terminal: str
    locks: bool
    raw: bool
    tables: tuple[str, ...]
    text: str
    bindings: tuple[BindingView, ...]  # its own, then those inherited


class Queried(Struct, frozen=True):
    """That there is a query, and where."""

    symbol: str  # dotted: function, method, class or module
    place: Place
    raw: bool
    text: str


class EffectView(Struct, frozen=True):
    symbol: str  # dotted: function, method, class or module
    place: Place
    callee: str  # dotted; `<builtin>:len`, `<external>:smtplib.SMTP`, or as written
    is_known: bool  # the callee is in the repository
    kind: EffectKind
    text: str
    after_commit: bool
    given: tuple[str, ...]  # tests of the branches around a statement, outermost first


class ContextView(Struct, frozen=True):
    """An item of a `with`, or a `try`."""

    symbol: str  # dotted: function, method, class or module
    place: Place
    end_line: int  # last line inside; of a try, before its handlers
    kind: ContextKind
    name: str
    text: str
    caught: tuple[str, ...]  # by handler: `KeyError|ValueError`
    ends: tuple[str, ...]  # by handler
    does: tuple[str, ...]  # by handler: `rollback|delete`, the last names of what its statements call
    swallows: bool


class AssignmentView(Struct, frozen=True):
    symbol: str  # dotted: function, method, class or module
    place: Place
    model: str  # dotted, '' where it is not known
    field: str
    value: str
    kind: ValueKind
    by: str  # attribute, setattr, constructor, or the method: create, update ...
    constants: tuple[str | int | float | bool | None, ...]
    operator: str
    given: tuple[str, ...]
    was: tuple[str | int | float | bool | None, ...]  # before, as tests or the fetch say; () where that is not known
    was_not: tuple[str | int | float | bool | None, ...]


class TransactionView(Struct, frozen=True):
    symbol: str  # dotted: the function that opens it
    place: Place
    end_line: int  # last line that runs in it
    by: Literal["decorator", "with", "call", "request"]
    name: str  # dotted: django.db.transaction.atomic


class OpenView(Struct, frozen=True):
    """What is open at a line of a function."""

    transactions: tuple[str, ...]  # dotted names of what opened them, outermost first
    contexts: tuple[ContextView, ...]  # outermost first


def refusals_in(graph: Graph, symbols: Collection[str] | None = None) -> list[RefusalView]:
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, r.line, r.test, r.given, r.outcome, r.kind, r.status, r.names, r.denies
        FROM {_from("refusals AS r", symbols)}
        ORDER BY f.path, r.line, r.rowid
        """,
        **_named(symbols),
    )
    return [
        RefusalView(name, Place(path, line), test, _list(given), outcome, kind, status, _list(names), bool(denies))
        for name, path, line, test, given, outcome, kind, status, names, denies in rows
    ]


def denying(graph: Graph) -> list[str]:
    """Dotted names of the functions that tell a caller: not you."""
    asked = "SELECT DISTINCT s.name FROM refusals AS r JOIN symbols AS s ON s.id = r.symbol WHERE r.denies"
    return [name for (name,) in graph.rows(asked)]


def queries_in(
    graph: Graph,
    symbols: Collection[str] | None = None,
    *,
    models: Collection[str] | None = None,
    locks: bool = False,
    handed: bool = False,
) -> list[QueryView]:
    """`models`: only those that ask for one of them, by dotted name; `locks`: only those that lock the rows; `handed`:
    also rows that are only handed on as they are."""
    rows = graph.rows(
        f"""
        SELECT r.id, r.base, s.name, f.path, r.line, coalesce(m.name, r.model_name), r.model IS NOT NULL, r.source,
               r.manager, r.methods, r.terminal, r.locks, r.raw, r.tables, r.text
        FROM {_from("queries AS r", symbols)} LEFT JOIN symbols AS m ON m.id = r.model
        WHERE (:models IS NULL OR coalesce(m.name, r.model_name) IN (SELECT value FROM json_each(:models)))
            AND r.locks >= :locks AND (:handed OR r.terminal != 'handed')
        ORDER BY f.path, r.line, r.id
        """,
        models=json.dumps(list(models)) if models is not None else None,
        locks=locks,
        handed=handed,
        **_named(symbols),
    )
    conditions = _bindings(
        graph, [id for id, *_ in rows] if symbols is not None or models is not None or locks else None
    )
    return [_query(row, conditions) for row in rows]


def queried(graph: Graph, paths: Collection[str] | None = None) -> list[Queried]:
    """Every query outside tests whose model or SQL is known, by file and line; `paths`: only those in these files."""
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, q.line, q.raw, q.text FROM files AS f JOIN symbols AS s ON s.file = f.id
        JOIN queries AS q ON q.symbol = s.id JOIN modules AS m ON m.file = f.id AND NOT m.is_test
        WHERE (q.raw OR q.model IS NOT NULL OR q.model_name != '') AND q.terminal != 'handed'
            {"" if paths is None else "AND f.path IN (SELECT value FROM json_each(:paths))"}
        ORDER BY f.path, q.line, q.id
        """,
        **({} if paths is None else {"paths": json.dumps(list(paths))}),
    )
    return [Queried(name, Place(path, line), bool(raw), text) for name, path, line, raw, text in rows]


def effects_in(
    graph: Graph, symbols: Collection[str] | None = None, *, callee: str | None = None, handed: bool = False
) -> list[EffectView]:
    """`callee`: only calls of it, by its dotted name; `handed`: those alone that are not made for what they do, and are
    told whose rows are meant."""
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, r.line, coalesce(c.name, r.target), r.callee IS NOT NULL, r.kind, r.text, r.after_commit,
               r.given
        FROM {_from("effects AS r", symbols)} LEFT JOIN symbols AS c ON c.id = r.callee
        WHERE (:callee IS NULL OR c.name = :callee OR r.target = :callee) AND (r.kind = 'handed') = :handed
        ORDER BY f.path, r.line, r.rowid
        """,
        callee=callee,
        handed=handed,
        **_named(symbols),
    )
    return [
        EffectView(name, Place(path, line), target, bool(known), kind, text, bool(after), _list(given))
        for name, path, line, target, known, kind, text, after, given in rows
    ]


def contexts_in(graph: Graph, symbols: Collection[str] | None = None) -> list[ContextView]:
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, r.line, r.end_line, r.kind, r.name, r.text, r.caught, r.ends, r.does,
               r.swallows
        FROM {_from("contexts AS r", symbols)}
        ORDER BY f.path, r.line, r.rowid
        """,
        **_named(symbols),
    )
    return [
        ContextView(
            symbol, Place(path, line), end, kind, name, text, _list(caught), _list(ends), _list(does), bool(swallows)
        )
        for symbol, path, line, end, kind, name, text, caught, ends, does, swallows in rows
    ]


def assignments_in(
    graph: Graph,
    symbols: Collection[str] | None = None,
    *,
    model: str | None = None,
    field: str | None = None,
    kind: ValueKind | None = None,
    through_setters: bool = False,
) -> list[AssignmentView]:
    """`model`, `field`, `kind`: only those of this model (dotted), fields of this name, values of this sort;
    `through_setters`: also what a function has given by another that it calls with the value."""
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, r.line, coalesce(m.name, ''), r.field, r.value, r.kind, r."by", r.constants, r.operator,
               r.given, r.was, r.was_not
        FROM {_from("assignments AS r", symbols)} LEFT JOIN symbols AS m ON m.id = r.model
        WHERE (:model IS NULL OR m.name = :model) AND (:field IS NULL OR r.field = :field)
        AND (:kind IS NULL OR r.kind = :kind) AND (:through OR r."by" != :setter)
        ORDER BY f.path, r.line, r.rowid
        """,
        model=model,
        field=field,
        kind=kind,
        through=through_setters,
        setter=SETTER,
        **_named(symbols),
    )
    return [
        AssignmentView(
            name,
            Place(path, line),
            of,
            attribute,
            value,
            kind,
            by,
            _list(constants),
            operator,
            _list(given),
            _list(was),
            _list(was_not),
        )
        for name, path, line, of, attribute, value, kind, by, constants, operator, given, was, was_not in rows
    ]


def transactions_in(graph: Graph, symbols: Collection[str] | None = None) -> list[TransactionView]:
    rows = graph.rows(
        f"""
        SELECT s.name, f.path, r.line, r.end_line, r."by", r.name
        FROM {_from("transactions AS r", symbols)}
        ORDER BY f.path, r.line, r.rowid
        """,
        **_named(symbols),
    )
    return [TransactionView(symbol, Place(path, line), end, by, name) for symbol, path, line, end, by, name in rows]


def open_at(graph: Graph, symbol: str, line: int) -> OpenView:
    """The transactions and contexts of a function that are open at one of its lines."""
    rows = graph.rows(
        """
        SELECT DISTINCT t.name, t.line FROM symbols AS s JOIN transactions AS t ON t.symbol = s.id
        WHERE s.name = :symbol AND :line BETWEEN t.line AND t.end_line
        ORDER BY t.line, t.name
        """,
        symbol=symbol,
        line=line,
    )
    around = [c for c in contexts_in(graph, [symbol]) if c.place.line <= line <= c.end_line]
    return OpenView(tuple(name for name, _ in rows), tuple(around))


def _from(table: str, symbols: Collection[str] | None) -> str:
    """A table of conduct, alias `r`, with the symbols `s` that its rows belong to and their files `f`."""
    joined = f"{table} JOIN symbols AS s ON s.id = r.symbol JOIN files AS f ON f.id = s.file"
    if symbols is None:
        return joined
    wanted = "SELECT w.id FROM json_each(:symbols) AS n JOIN symbols AS w ON w.name = n.value"
    return f"{joined} AND r.symbol IN ({wanted})"


def _named(symbols: Collection[str] | None) -> dict[str, object]:
    return {"symbols": json.dumps(sorted(symbols))} if symbols is not None else {}


_Conditions = tuple[dict[int, list[BindingView]], dict[int, int | None]]


def _bindings(graph: Graph, queries: list[int] | None) -> _Conditions:
    """The conditions of some queries and of those that they go on from, and which one each goes on from."""
    wanted = """
        WITH RECURSIVE wanted (id) AS (SELECT value FROM json_each(:queries) UNION
            SELECT q.base FROM wanted JOIN queries AS q ON q.id = wanted.id WHERE q.base IS NOT NULL)
    """
    only = "WHERE q.id IN (SELECT id FROM wanted)" if queries is not None else ""
    given = {"queries": json.dumps(queries)} if queries is not None else {}
    rows = graph.rows(
        f"""
        {wanted if queries is not None else ""}
        SELECT q.id, q.base, b.path, m.name || '.' || d.name, b.operator, b.value, b.negated, b.alternative, b.method
        FROM queries AS q
        LEFT JOIN bindings AS b ON b.query = q.id
        LEFT JOIN fields AS d ON d.id = b.field
        LEFT JOIN symbols AS m ON m.id = d.model
        {only} ORDER BY q.id, b.rowid
        """,
        **given,
    )
    found: dict[int, list[BindingView]] = {}
    bases: dict[int, int | None] = {}
    for id, base, path, field, operator, value, negated, alternative, method in rows:
        bases[id] = base
        own = found.setdefault(id, [])
        if path is not None:
            flags = bool(negated), bool(alternative)
            own.append(BindingView(path, field or "", operator, value, *flags, method, inherited=False))
    return found, bases


def _query(row: Any, conditions: _Conditions) -> QueryView:
    id, base, name, path, line, model, known, source, manager, methods, terminal, locks, raw, tables, text = row
    found, bases = conditions
    every = list(found.get(id, ()))
    while base is not None:
        every += [replace(b, inherited=True) for b in found.get(base, ())]
        base = bases.get(base)
    return QueryView(
        symbol=name,
        place=Place(path, line),
        model=model,
        is_known=bool(known),
        source=source,
        manager=manager,
        methods=_list(methods),
        terminal=terminal,
        locks=bool(locks),
        raw=bool(raw),
        tables=_list(tables),
        text=text,
        bindings=tuple(every),
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
