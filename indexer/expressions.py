"""Walking plain expressions: what stands in a statement, what stands in an expression, and what it is called."""

from collections.abc import Iterator

from indexer.facts import (
    Assert,
    Assign,
    Attribute,
    Await,
    Call,
    Clause,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Delete,
    Evaluate,
    Expression,
    For,
    FString,
    If,
    Mapping,
    Match,
    Name,
    Operation,
    Raise,
    Return,
    Starred,
    Statement,
    Subscript,
    Walrus,
    While,
    With,
    Yield,
)


def expressions_of(statement: Statement) -> Iterator[Expression]:
    """The expressions written in a statement itself (not in its blocks)."""
    if isinstance(statement, Assign):
        yield from statement.targets
        if statement.value is not None:
            yield statement.value
    elif isinstance(statement, Evaluate):
        yield statement.value
    elif isinstance(statement, Return):
        if statement.value is not None:
            yield statement.value
    elif isinstance(statement, Raise):
        yield from (e for e in (statement.value, statement.cause) if e is not None)
    elif isinstance(statement, Assert):
        yield from (e for e in (statement.test, statement.message) if e is not None)
    elif isinstance(statement, Delete):
        yield from statement.targets
    elif isinstance(statement, If | While):
        yield statement.test
    elif isinstance(statement, Match):
        yield statement.subject
    elif isinstance(statement, For):
        yield statement.target
        yield statement.iterable
    elif isinstance(statement, With):
        for value, target in statement.items:
            yield value
            if target is not None:
                yield target


def parts_of(expression: Expression) -> Iterator[Expression]:
    """The expressions directly inside one (not those of a lambda, which is a scope of its own)."""
    if isinstance(expression, Attribute | Await | Starred | Walrus):
        yield expression.value
    elif isinstance(expression, Call):
        yield expression.function
        yield from expression.arguments
        for _, value in expression.keywords:
            yield value
    elif isinstance(expression, Collection):
        yield from expression.items
    elif isinstance(expression, Mapping):
        yield from (k for k in expression.keys if k is not None)
        yield from expression.values
    elif isinstance(expression, Operation | Comparison):
        yield from expression.operands
    elif isinstance(expression, Conditional):
        yield from (expression.test, expression.then, expression.otherwise)
    elif isinstance(expression, Subscript):
        yield expression.value
        yield expression.index
    elif isinstance(expression, FString):
        yield from expression.parts
    elif isinstance(expression, Comprehension):
        for clause in expression.clauses:
            yield from _clause_parts(clause)
        yield from expression.elements
    elif isinstance(expression, Yield) and expression.value is not None:
        yield expression.value


def _clause_parts(clause: Clause) -> Iterator[Expression]:
    yield clause.iterable
    yield clause.target
    yield from clause.tests


def dotted(expression: Expression) -> str | None:
    """`a.b.c` for a pure chain of names."""
    parts: list[str] = []
    while type(expression) is Attribute:
        parts.append(expression.name)
        expression = expression.value
    if type(expression) is not Name:
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))


def paths_in(expression: Expression) -> set[str]:
    """Every pure chain of names in an expression, each as long as it goes."""
    path = dotted(expression)
    if path is not None:
        return {path}
    found = {expression.name} if type(expression) is Walrus else set()
    for part in parts_of(expression):
        found |= paths_in(part)
    return found


def written_by(statement: Statement) -> Iterator[str]:
    """The chains of names that a statement assigns to, or into."""
    targets: list[Expression] = []
    if isinstance(statement, Assign | Delete):
        targets = list(statement.targets)
    elif isinstance(statement, For):
        targets = [statement.target]
    elif isinstance(statement, With):
        targets = [t for _, t in statement.items if t is not None]
    while targets:
        target = targets.pop()
        if type(target) is Collection:
            targets.extend(target.items)
        elif type(target) is Starred or type(target) is Subscript:
            targets.append(target.value)
        else:
            path = dotted(target)
            if path is not None:
                yield path


def last_name(expression: Expression) -> str:
    """`c` of `a.b.c` and of `a.b.c(...)`; empty where there is none."""
    if type(expression) is Call:
        expression = expression.function
    if type(expression) is Attribute:
        return expression.name
    return expression.id if type(expression) is Name else ""
