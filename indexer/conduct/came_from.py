"""Which value a field had before it is given another: what tests, the filters of the fetch, or of the statement say."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.conduct.constants import Constants, constants, constants_of
from indexer.conduct.meaning import Meaning
from indexer.expressions import dotted, last_name
from indexer.facts import (
    Assign,
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Expression,
    Name,
    Operation,
    Return,
    Subscript,
)
from indexer.flow import Condition
from indexer.flow.conditions import filtered_by
from indexer.infer.body import Body, value_bound
from indexer.resolve.entities import Class, Function

MEANS = {"==": True, "is": True, "!=": False, "is not": False}
AMONG = {"in": True, "not in": False, "in_": True, "not_in": False, "notin_": False}
NARROWS = frozenset({"filter", "where", "filter_by", "get", "exclude"})


class Before(NamedTuple):
    """What is known of the value; nothing where both are empty."""

    was: Constants = ()  # one of these
    was_not: Constants = ()  # none of these


NOTHING = Before()


class Reader:
    """What conditions say of one field of one object, at one statement."""

    def __init__(self, meaning: Meaning, body: Body, index: int) -> None:
        self.meaning, self.body, self.index = meaning, body, index

    def assigned(self, owner: Expression, field: str, given: list[Condition]) -> Before:
        """`order.status = ...`: tests of `order.status` that held, and the conditions that `order` was fetched by."""
        path = dotted(owner)
        if path is None:
            return NOTHING
        found = self._all(((condition.test, condition.holds) for condition in given), path, field)
        return _both(found, self._fetched(owner, field, path)) if type(owner) is Name else found

    def narrowed(self, call: Call, field: str, given: list[Condition]) -> Before:
        """`filter(status=A).update(status=B)`, `update(Order).where(Order.status == A).values(status=B)`."""
        named = [(c.test, c.holds) for c in given if c.by == "filter"]
        found = _both(self._all(named, "", field), self._conditions(call, field))
        root: Expression = call
        while isinstance(root, Attribute | Call | Await):
            root = root.function if type(root) is Call else root.value  # type: ignore[union-attr]
        bound = self._bound(root) if type(root) is Name else None  # `rows = Order.objects.filter(status=A)`
        return _both(found, self._narrowed_to(bound, field)) if bound is not None else found

    def _fetched(self, owner: Name, field: str, path: str) -> Before:
        """Only where the name is bound once, and the field has been given nothing before."""
        value = self._bound(owner)
        return self._narrowed_to(value, field) if value is not None and not self._given_before(path, field) else NOTHING

    def _bound(self, name: Name) -> Expression | None:
        """What a name is bound to, or runs through, where that is one expression."""
        numbers = self.body.numbers.get(name.id, [])
        if len(numbers) != 1:
            return None
        how, value, way, _ = value_bound(self.body.entity.scope.bindings[numbers[0]], self.body.entity)
        while type(value) is Await or type(value) is Subscript:
            value = value.value
        return value if not way and how in ("value", "item") else None

    def _narrowed_to(self, value: Expression, field: str) -> Before:
        named = [(c.test, c.holds) for c in filtered_by(value, 0)]
        return _both(self._all(named, "", field), self._conditions(value, field))

    def _given_before(self, path: str, field: str) -> bool:
        return any(
            type(target) is Attribute and target.name == field and dotted(target.value) == path
            for statement in self.body.entity.scope.statements[: self.index]
            if type(statement) is Assign
            for target in statement.targets
        )

    def _conditions(self, chain: Expression, field: str) -> Before:
        """Conditions given by position: `where(Order.status == A)`."""
        found = NOTHING
        while isinstance(chain, Attribute | Call | Await):
            if type(chain) is Call:
                if last_name(chain) in NARROWS and last_name(chain) != "exclude":
                    for argument in chain.arguments:
                        for model in self._models(argument, field):
                            found = _both(found, self._said(argument, True, model, field))
                inner = chain.arguments[:1] if type(chain.function) is not Attribute or _runs(chain) else []
                chain = inner[0] if inner and type(inner[0]) is Call else chain.function
            else:
                chain = chain.value  # type: ignore[union-attr]
        return found

    def _models(self, test: Expression, field: str) -> Iterator[str]:
        """The classes whose attribute of that name a condition compares, as written."""
        if type(test) is Comparison or type(test) is Call:
            side = test.operands[0] if type(test) is Comparison else _receiver(test)
            if type(side) is Attribute and side.name == field and (path := dotted(side.value)) and path[:1].isupper():
                yield path
        elif type(test) is Operation and test.operator in ("and", "&"):
            for operand in test.operands:
                yield from self._models(operand, field)

    def _all(self, tests: Iterable[tuple[Expression, bool]], path: str, field: str) -> Before:
        found = NOTHING
        for test, holds in tests:
            found = _both(found, self._said(test, holds, path, field))
        return found

    def _said(self, test: Expression, holds: bool, path: str, field: str, deep: bool = True) -> Before:
        """`path` '' for the name of the field alone, as keywords of a filter have it."""
        if type(test) is Operation:
            return self._combined(test, holds, path, field, deep)
        if type(test) is Comparison and len(test.operators) == 1:
            return self._compared(test, holds, path, field)
        if type(test) is Call and last_name(test) in AMONG and type(test.function) is Attribute and test.arguments:
            return self._among(test.function.value, test.arguments[0], AMONG[last_name(test)] == holds, path, field)
        if deep and path and (type(test) is Attribute or (type(test) is Call and not test.arguments)):
            return self._predicate(test.function if type(test) is Call else test, holds, path, field)
        return NOTHING

    def _combined(self, test: Operation, holds: bool, path: str, field: str, deep: bool) -> Before:
        if test.operator == "not":
            return self._said(test.operands[0], not holds, path, field, deep)
        if test.operator not in ("and", "or", "&", "|"):
            return NOTHING
        parts = [self._said(operand, holds, path, field, deep) for operand in test.operands]
        found = parts[0]
        conjunctive = (test.operator in ("and", "&")) == holds
        for part in parts[1:]:
            found = _both(found, part) if conjunctive else _either(found, part)
        return found

    def _compared(self, test: Comparison, holds: bool, path: str, field: str) -> Before:
        operator, (left, right) = test.operators[0], test.operands
        if operator in MEANS:
            if type(left) is Name and not path and left.id == f"{field}__in":
                return self._among(left, right, holds, path, f"{field}__in")
            if not self._is(left, path, field):
                left, right = right, left
            if not self._is(left, path, field):
                return NOTHING
            values = self._constants(right)
            return _as(values, MEANS[operator] == holds)
        return self._among(left, right, AMONG[operator] == holds, path, field) if operator in AMONG else NOTHING

    def _among(self, left: Expression, right: Expression, holds: bool, path: str, field: str) -> Before:
        if not self._is(left, path, field):
            return NOTHING
        listed = self.meaning.literal(right, self.body, self.index)
        if type(listed) is Collection:
            ways = [self._constants(item) for item in listed.items]
        else:
            value = self.meaning.inference.program.value(listed, self.body.entity)
            items = self.meaning.inference.program.evaluator.iterate(value) if value is not None else None
            ways = [constants_of(item) for item in items or ()]
        return _as(tuple(value for way in ways for value in way), holds) if ways and all(ways) else NOTHING

    def _constants(self, expression: Expression) -> Constants:
        return constants(self.meaning, expression, self.body, self.index)

    def _is(self, expression: Expression, path: str, field: str) -> bool:
        if not path:
            return type(expression) is Name and expression.id == field
        return type(expression) is Attribute and expression.name == field and dotted(expression.value) == path

    def _predicate(self, test: Expression, holds: bool, path: str, field: str) -> Before:
        """`order.is_open`, `order.can_ship()`: what the one thing says that it returns."""
        if type(test) is not Attribute or dotted(test.value) != path:
            return NOTHING
        for cls in self.meaning.classes_of(test.value, self.body, self.index)[:1]:
            asked = self._returned(cls, test.name)
            if asked is not None:
                body, returned, me = asked
                inner = Reader(self.meaning, body, 0)
                return inner._said(returned, holds, me, field, deep=False)
        return NOTHING

    def _returned(self, cls: Class, name: str) -> tuple[Body, Expression, str] | None:
        found = self.meaning.inference.program.classes.member(cls, name)
        function = found[1] if found is not None else None
        if not isinstance(function, Function):
            return None
        self.meaning.inference.program.returns_read.add(function)
        statements = [s for s in function.scope.statements if type(s) is Return]
        me = next(function.parameters, "")
        if len(function.scope.statements) != 1 or not statements or statements[0].value is None or not me:
            return None
        return self.meaning.inference.again(function), statements[0].value, me


def _receiver(test: Expression) -> Expression | None:
    return test.function.value if type(test) is Call and type(test.function) is Attribute else None


def _runs(call: Call) -> bool:
    return last_name(call) in ("execute", "scalar", "scalars", "scalar_one", "scalar_one_or_none", "exec")


def _as(values: Constants, holds: bool) -> Before:
    return Before(was=values) if holds else Before(was_not=values)


def _both(one: Before, other: Before) -> Before:
    both = one.was and other.was
    was = tuple(value for value in one.was if value in other.was) if both else one.was or other.was
    was_not = tuple(dict.fromkeys([*one.was_not, *other.was_not]))
    left = tuple(value for value in was if value not in was_not)
    return Before(left, () if left else was_not)


def _either(one: Before, other: Before) -> Before:
    if one.was and other.was:
        return Before(was=tuple(dict.fromkeys([*one.was, *other.was])))
    return Before(was_not=tuple(value for value in one.was_not if value in other.was_not))
