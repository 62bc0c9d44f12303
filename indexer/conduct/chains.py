"""Which calls of a statement make one query: a chain, as long as it goes."""

from typing import NamedTuple

from indexer.conduct.methods import ENDS, GOES_ON, ITERATES
from indexer.expressions import expressions_of, last_name, parts_of
from indexer.facts import (
    Attribute,
    Await,
    Call,
    Comprehension,
    Constant,
    Expression,
    For,
    Name,
    Starred,
    Statement,
    Subscript,
)
from indexer.infer.asked import RUNS, SHORTCUTS
from indexer.resolve.entities import Class


class Chain(NamedTuple):
    top: Call
    calls: list[Call]  # in the order in which they run
    methods: list[str]  # their names
    root: Expression  # what it begins with


class Chains:
    """The longest chains of one statement, those inside their arguments after them."""

    def __init__(self, statement: Statement, noted: dict[int, Class | None], here: set[int]) -> None:
        """`noted`: the calls that are known to be part of a query, by id; `here`: those of this statement."""
        self.noted, self.left = noted, here
        self.found: list[Chain] = []
        self.iterated: set[int] = {id(statement.iterable)} if type(statement) is For else set()
        for expression in expressions_of(statement):
            self._collect(expression)

    def _collect(self, expression: Expression) -> None:
        if not self.left:
            return
        kind = type(expression)
        while kind is Attribute:
            expression = expression.value  # type: ignore[union-attr,assignment]
            kind = type(expression)
        if kind is Name or kind is Constant:
            return
        if kind is Call:
            chain = chain_to(expression, self.noted)  # type: ignore[arg-type]
            if chain is not None:
                self._found(chain)
                return
            if last_name(expression) in ITERATES:
                self.iterated.update(map(id, expression.arguments))  # type: ignore[union-attr]
        elif kind is Comprehension:
            self.iterated.update(id(clause.iterable) for clause in expression.clauses)  # type: ignore[union-attr]
        for part in parts_of(expression):
            self._collect(part)

    def _found(self, chain: Chain) -> None:
        self.found.append(chain)
        inside = {id(call) for call in chain.calls}
        self.left -= inside
        if not self.left:
            return
        for call in chain.calls:
            for argument in [*call.arguments, *(value for _, value in call.keywords)]:
                if id(unwrapped(argument)) not in inside:  # the chain comes out of it: `session.scalars(select(...))`
                    self._collect(argument)
        self._collect(chain.root)


def unwrapped(expression: Expression) -> Expression:
    while type(expression) is Await or type(expression) is Starred:
        expression = expression.value
    return expression


def chain_to(top: Call, noted: dict[int, Class | None]) -> Chain | None:
    """The chain that ends with this call; None where it is no query."""
    spine: list[Call] = []  # outermost first
    methods: list[str] = []
    at: Expression = top
    while True:
        at = unwrapped(at)
        if type(at) is Subscript and spine:
            at = at.value
            continue
        if type(at) is not Call:
            break
        name = last_name(at)
        if (id(at) not in noted and name not in GOES_ON and name not in ENDS) or name == "get_queryset":
            break
        spine.append(at)
        methods.append(name)
        inner = unwrapped(at.arguments[0]) if at.arguments and (name in RUNS or name in SHORTCUTS) else None
        if type(inner) is Call and (id(inner) in noted or chain_to(inner, noted) is not None):
            at = inner
        elif type(at.function) is Attribute:
            at = at.function.value
        else:
            at = at.function
            break
    for call in spine:
        if id(call) in noted:
            break
    else:
        return None
    spine.reverse()
    methods.reverse()
    for method, following in zip(methods, spine[1:], strict=False):
        if method in ENDS and id(following) not in noted:
            return None  # what is called on a row that came out is no part of the query any more
    return Chain(top, spine, methods, at)
