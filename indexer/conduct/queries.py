"""Chains of calls that ask the database something: put together from the calls that inference has noted."""

import re
from itertools import pairwise

from indexer.conduct.bindings import bindings
from indexer.conduct.found import Query
from indexer.conduct.meaning import Meaning
from indexer.expressions import expressions_of, last_name, parts_of
from indexer.facts import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Constant,
    Expression,
    For,
    FString,
    Name,
    Operation,
    Starred,
    Subscript,
)
from indexer.flow import FROM_OUTSIDE
from indexer.infer import rows as orm
from indexer.infer.asked import BEGINS, LOCKS, RUNS, SHORTCUTS, is_sql
from indexer.infer.body import Body, value_bound
from indexer.infer.outside import is_outside
from indexer.infer.raw_sql import RUNS_SQL
from indexer.infer.values import Rows
from indexer.resolve.entities import Class, External
from indexer.shown import show

LONGEST = 200  # characters
ENDS = orm.ONE | orm.PAIR | orm.LIST | SHORTCUTS | {
    "exists", "aexists", "count", "acount", "delete", "adelete", "update", "aupdate", "bulk_update", "abulk_update",
    "in_bulk", "aggregate", "aaggregate", "contains", "earliest", "latest", "add", "set", "remove", "clear", "aadd",
    "aset", "aremove", "aclear", "explain", "raw", "one_or_none", "scalar_one", "paginate",
}  # fmt: skip
GOES_ON = orm.SAME | orm.READS | orm.ORDERS | orm.EXPRESSIONS | RUNS | BEGINS | {
    "all", "subquery", "scalar_subquery", "as_scalar", "label", "cte", "mappings", "partitions", "tuples", "exists",
    "params", "bindparams", "columns", "first", "fetchmany", "values", "set_", "on", "filter", "fetchone", "query",
}  # fmt: skip
ITERATES = frozenset(
    {"list", "tuple", "set", "sorted", "sum", "len", "any", "all", "dict", "max", "min", "next", "enumerate", "zip",
     "frozenset", "iter", "map", "bool", "reversed"}
)  # fmt: skip
FOUND = {"get_object_or_404": "get", "get_list_or_404": "filter", "get_or_404": "get", "first_or_404": "first"}
TABLES = re.compile(r"\b(?:from|join|into|update|table)\s+[\"`\[]?([A-Za-z_][\w.]*)", re.IGNORECASE)
SPACE = re.compile(r"\s+")


class Chain:
    """The calls of one chain in the order in which they run, and what it begins with."""

    __slots__ = ("calls", "root", "top")

    def __init__(self, top: Call, calls: list[Call], root: Expression) -> None:
        self.top, self.calls, self.root = top, calls, root


def queries(meaning: Meaning, body: Body, found: list[Query]) -> None:
    """Appends those of one body to `found`."""
    noted: dict[int, Class | None] = {}
    for note in body.edges.queries:  # of several models that rows may be of, none is said
        known = noted.setdefault(id(note.call), note.model)
        if known is not note.model:
            noted[id(note.call)] = None
    placed: dict[int, int] = {}  # by id of the topmost call
    statements = body.entity.scope.statements
    for index in sorted({n.statement for n in body.edges.queries}):
        statement = statements[index]
        iterated: set[int] = {id(statement.iterable)} if type(statement) is For else set()
        chains: list[Chain] = []
        for expression in expressions_of(statement):
            _collect(expression, noted, chains, iterated)
        for chain in chains:
            placed[id(chain.top)] = len(found)
            base = _base(meaning, chain, body, index, placed, found)
            found.append(_query(meaning, chain, body, index, noted, iterated, base))


def _collect(expression: Expression, noted: dict[int, Class | None], chains: list[Chain], iterated: set[int]) -> None:
    """The longest chains of an expression, those inside their arguments after them."""
    kind = type(expression)
    if kind is Name or kind is Constant:
        return
    if kind is Call:
        chain = _chain(expression, noted)  # type: ignore[arg-type]
        if chain is not None:
            chains.append(chain)
            inside = {id(call) for call in chain.calls}
            for call in chain.calls:
                for argument in [*call.arguments, *(value for _, value in call.keywords)]:
                    if not _leads_into(argument, inside):
                        _collect(argument, noted, chains, iterated)
            if type(chain.root) is not Name:
                _collect(chain.root, noted, chains, iterated)
            return
        if last_name(expression) in ITERATES:
            iterated.update(map(id, expression.arguments))  # type: ignore[union-attr]
    elif kind is Comprehension:
        iterated.update(id(clause.iterable) for clause in expression.clauses)  # type: ignore[union-attr]
    for part in parts_of(expression):
        _collect(part, noted, chains, iterated)


def _leads_into(argument: Expression, inside: set[int]) -> bool:
    """Does the chain come out of this argument: `session.scalars(select(...))`?"""
    return id(_unwrapped(argument)) in inside


def _unwrapped(expression: Expression) -> Expression:
    while isinstance(expression, Await | Starred):
        expression = expression.value
    return expression


def _chain(top: Call, noted: dict[int, Class | None]) -> Chain | None:
    """The chain that ends with this call; None where it is no query."""
    spine: list[Call] = []  # outermost first
    at: Expression = top
    while True:
        at = _unwrapped(at)
        if type(at) is Subscript and spine:
            at = at.value
            continue
        if type(at) is not Call:
            break
        name = last_name(at)
        if id(at) not in noted and name not in GOES_ON and name not in ENDS:
            break
        spine.append(at)
        inner = _unwrapped(at.arguments[0]) if at.arguments and (name in RUNS or name in SHORTCUTS) else None
        if type(inner) is Call and (id(inner) in noted or _chain(inner, noted) is not None):
            at = inner
        elif type(at.function) is Attribute:
            at = at.function.value
        else:
            at = at.function
            break
    spine.reverse()
    if not any(id(call) in noted for call in spine):
        return None
    for call, following in pairwise(spine):
        if last_name(call) in ENDS and id(following) not in noted:
            return None  # what is called on a row that came out is no part of the query any more
    return Chain(top, spine, at)


def _base(
    meaning: Meaning, chain: Chain, body: Body, index: int, placed: dict[int, int], found: list[Query]
) -> int | None:
    """The query that a chain goes on from: a local bound to another one; of several that reach, what they share."""
    root: Expression = chain.root
    first = chain.calls[0]
    if last_name(first) in RUNS or last_name(first) in SHORTCUTS:
        root = first.arguments[0] if first.arguments else root
    if type(root) is not Name or root.id not in body.numbers:
        return None
    reaching = body.flow.reaching(index, root.id) if len(body.numbers[root.id]) > 1 else body.numbers[root.id]
    lines: list[list[int]] = []
    for number in sorted(reaching):
        if number == FROM_OUTSIDE:
            return None
        how, value, way, _ = value_bound(body.entity.scope.bindings[number], body.entity)
        place = placed.get(id(_unwrapped(value))) if value is not None and how == "value" and not way else None
        if place is None or place >= len(found):
            return None
        line = [place]
        while (before := found[line[-1]].base) is not None:
            line.append(before)
        lines.append(line)
    return next((place for place in lines[0] if all(place in line for line in lines[1:])), None) if lines else None


def _query(
    meaning: Meaning,
    chain: Chain,
    body: Body,
    index: int,
    noted: dict[int, Class | None],
    iterated: set[int],
    base: int | None,
) -> Query:
    model = next((noted[id(c)] for c in chain.calls if noted.get(id(c)) is not None), None)
    source, manager, model_name, start = _beginning(meaning, chain, body, index, model)
    methods = tuple(start + [last_name(call) for call in chain.calls])
    sql, tables = _raw(meaning, chain, body, index)
    if model is None and len(tables) == 1:
        model = meaning.models.by_table.get(tables[0].lower())
    name = model.name if model is not None else model_name
    outside = model is not None and is_outside(model)
    return Query(
        entity=body.entity,
        line=chain.calls[0].line,
        model=None if outside else model,
        model_name=name,
        source=source,
        manager=manager,
        methods=methods,
        terminal=_terminal(chain, iterated),
        locks=any(method in LOCKS for method in methods),
        raw=bool(sql),
        tables=tables,
        text=sql or show(chain.top, LONGEST),
        base=base,
        bindings=tuple(bindings(meaning, chain.calls, chain.root, model, body, index)),
    )


def _beginning(
    meaning: Meaning, chain: Chain, body: Body, index: int, model: Class | None
) -> tuple[str, str, str, list[str]]:
    """What a chain begins with, the manager that it goes through, the name of a model outside, the first method."""
    root, first = chain.root, chain.calls[0]
    if type(first.function) is Name:  # `select(Order)`, `get_object_or_404(Order, pk=1)`
        source = show(first.arguments[0], 80) if first.arguments else ""
        return source, "", "", []
    source = show(root, 80)
    if type(root) is not Attribute:
        return source, "", "", []
    owner = meaning.value(root.value, body, index)
    if isinstance(owner, Class) and owner is model:
        return source, root.name, "", [root.name]
    if isinstance(owner, Class | External) and orm.is_manager_name(root.name):
        name = owner.name if "?" not in owner.name else ""
        return source, root.name, name, [root.name]
    is_manager = orm.is_manager_name(root.name) and not isinstance(owner, Rows)
    return source, root.name if is_manager else "", "", [root.name] if is_manager else []


def _terminal(chain: Chain, iterated: set[int]) -> str:
    last = last_name(chain.calls[-1])
    name = last[1:] if last.startswith("a") and last[1:] in ENDS else last
    begun = last_name(chain.calls[0])
    if begun in ("update", "delete", "insert") and (len(chain.calls) > 1 or type(chain.calls[0].function) is Name):
        return begun
    return _ended(chain, name, iterated)


def _ended(chain: Chain, name: str, iterated: set[int]) -> str:
    if name in ENDS or name in ("scalar", "fetchone", "fetchall", "fetchmany", "execute", "exists"):
        return FOUND.get(name, name)
    if id(chain.top) in iterated:
        return "iterate"
    if name == "all" and any(
        last_name(call) in RUNS or last_name(call) in ("query", "scalars") for call in chain.calls
    ):
        return "all"
    return ""


def _raw(meaning: Meaning, chain: Chain, body: Body, index: int) -> tuple[str, tuple[str, ...]]:
    """Raw SQL that a chain runs, with the tables that it names."""
    for call in chain.calls:
        if last_name(call) in RUNS_SQL and call.arguments:
            given = meaning.literal(call.arguments[0], body, index)
            if is_sql(given) or last_name(call) == "raw":
                text = SPACE.sub(" ", _text(given)).strip()
                return text[:LONGEST] or show(call, LONGEST), tuple(dict.fromkeys(TABLES.findall(text)))
    return "", ()


def _text(expression: Expression) -> str:
    """The literal parts of SQL; a part that is not literal is a question mark."""
    if type(expression) is Constant:
        return str(expression.value)
    if type(expression) is FString:
        return "".join(str(p.value) if type(p) is Constant else "?" for p in expression.parts)
    if type(expression) is Operation:
        return "".join(map(_text, expression.operands))
    if type(expression) is Call:
        if last_name(expression) == "text" and expression.arguments:
            return _text(expression.arguments[0])
        if type(expression.function) is Attribute and expression.function.name == "format":
            return _text(expression.function.value)
    return "?"
