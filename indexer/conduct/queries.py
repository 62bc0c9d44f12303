"""Chains of calls that ask the database something: put together from the calls that inference has noted."""

import re

from indexer.conduct.bindings import bindings
from indexer.conduct.chains import Chain, Chains, unwrapped
from indexer.conduct.found import Query
from indexer.conduct.meaning import Meaning
from indexer.conduct.methods import CLOSES, ENDS, SAME_AS
from indexer.expressions import last_name
from indexer.facts import (
    Attribute,
    Call,
    Constant,
    Expression,
    FString,
    Name,
    Operation,
)
from indexer.flow import FROM_OUTSIDE
from indexer.infer import rows as orm
from indexer.infer.asked import LOCKS, RUNS, SHORTCUTS, is_sql
from indexer.infer.body import Body, value_bound
from indexer.infer.outside import is_outside
from indexer.infer.raw_sql import RUNS_SQL
from indexer.infer.values import Rows
from indexer.resolve.entities import Class, External
from indexer.shown import show

LONGEST = 200  # characters
TABLES = re.compile(r"\b(?:from|join|into|update|table)\s+[\"`\[]?([A-Za-z_][\w.]*)", re.IGNORECASE)
SPACE = re.compile(r"\s+")


def queries(meaning: Meaning, body: Body, found: list[Query]) -> None:
    """Appends those of one body to `found`."""
    noted: dict[int, Class | None] = {}
    by_statement: dict[int, set[int]] = {}
    for note in body.edges.queries:  # of several models that rows may be of, none is said
        call = id(note.call)
        if noted.setdefault(call, note.model) is not note.model:
            noted[call] = None
        by_statement.setdefault(note.statement, set()).add(call)
    placed: dict[int, int] = {}  # by id of the topmost call
    statements = body.entity.scope.statements
    for index in sorted(by_statement):
        chains = Chains(statements[index], noted, by_statement[index])
        for chain in chains.found:
            placed[id(chain.top)] = len(found)
            base = _base(meaning, chain, body, index, placed, found)
            found.append(_query(meaning, chain, body, index, noted, chains.iterated, base))


def _base(
    meaning: Meaning, chain: Chain, body: Body, index: int, placed: dict[int, int], found: list[Query]
) -> int | None:
    """The query that a chain goes on from: a local bound to another one; of several that reach, what they share."""
    root: Expression = chain.root
    first = chain.calls[0]
    if chain.methods[0] in RUNS or chain.methods[0] in SHORTCUTS:
        root = first.arguments[0] if first.arguments else root
    if type(root) is not Name or root.id not in body.numbers:
        return None
    reaching = body.flow.reaching(index, root.id) if len(body.numbers[root.id]) > 1 else body.numbers[root.id]
    lines: list[list[int]] = []
    for number in sorted(reaching):
        if number == FROM_OUTSIDE:
            return None
        how, value, way, _ = value_bound(body.entity.scope.bindings[number], body.entity)
        place = placed.get(id(unwrapped(value))) if value is not None and how == "value" and not way else None
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
    model: Class | None = None
    for call in chain.calls:
        model = noted.get(id(call))
        if model is not None:
            break
    else:
        model = _model_of_root(meaning, chain.root, body, index)
    source, manager, model_name, start = _beginning(meaning, chain, body, index, model)
    sql, tables = ("", ()) if RUNS_SQL.isdisjoint(chain.methods) else _raw(meaning, chain, body, index)
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
        methods=(*start, *chain.methods),
        terminal=_terminal(chain, iterated),
        locks=not LOCKS.isdisjoint(chain.methods),
        raw=bool(sql),
        tables=tables,
        text=sql or show(chain.top, LONGEST),
        base=base,
        bindings=tuple(bindings(meaning, chain, model, body, index)),
    )


def _model_of_root(meaning: Meaning, root: Expression, body: Body, index: int) -> Class | None:
    """`Order.everything`, a manager that is not known; `visible_to(user, Order)`, of the one model that it is given."""
    named = [root.value] if type(root) is Attribute else root.arguments if type(root) is Call else []
    found = [value for e in named if type(value := meaning.value(e, body, index)) is Class]
    return found[0] if len(found) == 1 and meaning.models.is_model(found[0]) else None


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
    last, begun = chain.methods[-1], chain.methods[0]
    name = last[1:] if last.startswith("a") and last[1:] in ENDS else last
    if begun in ("update", "delete", "insert") and (len(chain.calls) > 1 or type(chain.calls[0].function) is Name):
        return begun
    return _ended(chain, name, iterated)


def _ended(chain: Chain, name: str, iterated: set[int]) -> str:
    if name in ENDS or name in CLOSES:
        return SAME_AS.get(name, name)
    if id(chain.top) in iterated:
        return "iterate"
    return "all" if name == "all" and ("query" in chain.methods or not RUNS.isdisjoint(chain.methods)) else ""


def _raw(meaning: Meaning, chain: Chain, body: Body, index: int) -> tuple[str, tuple[str, ...]]:
    """Raw SQL that a chain runs, with the tables that it names."""
    for call, method in zip(chain.calls, chain.methods, strict=True):
        if method in RUNS_SQL and call.arguments:
            given = meaning.literal(call.arguments[0], body, index)
            if is_sql(given) or method == "raw":
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
