"""Walking plain expressions: what stands in a statement, what stands in an expression, and what it is called."""

from collections.abc import Iterator, Sequence

from indexer.facts import (
    Assert,
    Assign,
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
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


def parts_of(expression: Expression) -> Sequence[Expression]:
    """The expressions directly inside one (not those of a lambda, which is a scope of its own)."""
    kind = type(expression)
    if kind is Name or kind is Constant:
        return ()
    if isinstance(expression, Attribute | Await | Starred | Walrus):
        return (expression.value,)
    if isinstance(expression, Call):
        return [expression.function, *expression.arguments, *[value for _, value in expression.keywords]]
    if isinstance(expression, Operation | Comparison):
        return expression.operands
    if isinstance(expression, Collection):
        return expression.items
    if isinstance(expression, Subscript):
        return (expression.value, expression.index)
    if isinstance(expression, Mapping):
        return [*[key for key in expression.keys if key is not None], *expression.values]
    if isinstance(expression, FString):
        return expression.parts
    if isinstance(expression, Conditional):
        return (expression.test, expression.then, expression.otherwise)
    if isinstance(expression, Comprehension):
        clauses = [part for c in expression.clauses for part in (c.iterable, c.target, *c.tests)]
        return [*clauses, *expression.elements]
    if isinstance(expression, Yield) and expression.value is not None:
        return (expression.value,)
    return ()


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
    if isinstance(statement, Assign):
        targets = [] if only_declares(statement) else list(statement.targets)
    elif isinstance(statement, Delete):
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


def only_declares(statement: Statement) -> bool:
    """`x: int` says what `x` will be, and leaves it as it is."""
    return type(statement) is Assign and statement.value is None


def last_name(expression: Expression) -> str:
    """`c` of `a.b.c` and of `a.b.c(...)`; empty where there is none."""
    if type(expression) is Call:
        expression = expression.function
    if type(expression) is Attribute:
        return expression.name
    return expression.id if type(expression) is Name else ""
