"""Functions that open a transaction: Django's `atomic`, SQLAlchemy's `begin`, and wrappers of one's own around them.

Sources: "Database transactions" of Django; "Session API" and "Working with Engines" of SQLAlchemy.
"""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.facts import Attribute, Call, Expression, With
from indexer.frameworks.findings import Findings, Framework, TransactionFound
from indexer.resolve.entities import Entity, External, Function
from indexer.resolve.looked import scanned
from indexer.resolve.program import Program

ATOMIC = frozenset(
    {
        "django.db.transaction.atomic",
        "django.db.transaction.commit_on_success",
        "django.db.transaction.commit_manually",
        "peewee.Database().atomic",
    }
)
BEGIN = frozenset({"begin", "begin_nested"})  # methods of sessions, engines and connections of SQLAlchemy
MOST_ROUNDS = 4  # wrappers around wrappers


def recognise(program: Program, findings: Findings) -> None:
    with_items = [
        (f, c, s.line) for f in program.functions for s in scanned(f.scope) if type(s) is With for c, _ in s.items
    ]
    decorators = [
        (f, d, line)
        for f in program.functions
        if f.scope.definition is not None
        for d, line in zip(f.definition.decorators, f.definition.decorator_lines, strict=True)
    ]
    wrappers: set[Entity] = set()
    found: dict[tuple[Function, int], TransactionFound] = {}
    for _ in range(MOST_ROUNDS):
        before = len(wrappers)
        for function, context, line in with_items:
            name = _opens(program, context, function, wrappers)
            if name:
                found.setdefault((function, line), TransactionFound(function=function, by="with", line=line, name=name))
                wrappers.update(openers_with(function))
        for function, decorator, line in decorators:
            name = _opens(program, decorator, function.parent or function.module, wrappers)
            if name:
                found.setdefault(
                    (function, line), TransactionFound(function=function, by="decorator", line=line, name=name)
                )
        if len(wrappers) == before:
            break
    findings.transactions.extend(sorted(found.values(), key=lambda t: (t.function.path, t.line)))
    findings.openers |= wrappers


def opened_in(program: Program, function: Function, openers: set[Entity]) -> list[TransactionFound]:
    """By the body of one function, given all functions that open a transaction for others."""
    items = [(context, s.line) for s in scanned(function.scope) if type(s) is With for context, _ in s.items]
    found: dict[int, TransactionFound] = {}
    for context, line in items:
        name = _opens(program, context, function, openers)
        if name:
            found.setdefault(line, TransactionFound(function=function, by="with", line=line, name=name))
    return list(found.values())


def _opens(program: Program, context: Expression, at: Entity, wrappers: set[Entity]) -> str:
    """The dotted name of what opens a transaction there, '' where nothing does."""
    written = context.function if type(context) is Call else context
    entity = program.names.resolve(written, at)
    if type(entity) is External:
        return entity.name if entity.name in ATOMIC else ""
    if entity is not None:
        return entity.name if entity in wrappers else ""
    if type(written) is Attribute and written.name in BEGIN and type(context) is Call and _uses_sqlalchemy(program, at):
        return f"sqlalchemy.{written.name}"
    return ""


def openers_with(function: Function) -> Iterator[Entity]:
    """A context manager that opens a transaction opens it for whoever enters it; so does a decorator whose inner
    function does."""
    if any(last_name(d) in ("contextmanager", "asynccontextmanager") for d in function.definition.decorators):
        yield function
    outer = function.parent
    while isinstance(outer, Function):
        yield outer
        outer = outer.parent


def _uses_sqlalchemy(program: Program, at: Entity) -> bool:
    return any(
        edge.target.partition(".")[0] in ("sqlalchemy", "sqlmodel", "flask_sqlalchemy")
        for edge in program.module_table.edges(at.module)
    )


FRAMEWORK = Framework("transactions", ("django", "sqlalchemy", "sqlmodel", "flask_sqlalchemy"), recognise)
