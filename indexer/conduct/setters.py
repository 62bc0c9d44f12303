"""Functions that give a state what they are called with: `def set_status(self, status): self.status = status`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.facts import Assign, Attribute, Call, Expression, Name, Scope, Starred
from indexer.resolve.entities import Function

TELLS_STATE = re.compile(r"(^|_)(status|state|stage|phase)$")
SEVERAL = ("star", "double_star")


class Gift(NamedTuple):
    """What one call gives: of which object, under which name, and the value."""

    owner: Expression
    field: str
    value: Expression


def gifts(function: Function, call: Call) -> Iterator[Gift]:
    """As the call writes them; none where an argument that is meant is left out, or is unpacked."""
    for owner, field, value in given_on(function.scope):
        held, handed = _written(function, call, owner), _written(function, call, value)
        if held is not None and handed is not None:
            yield Gift(held, field, handed)


def given_on(scope: Scope) -> Iterator[tuple[str, str, str]]:
    """Parameter whose attribute is given, name of the attribute, parameter that it is given; neither is bound anew."""
    if scope.definition is None:
        return
    names = {parameter.name for parameter in scope.definition.parameters if parameter.kind not in SEVERAL}
    for statement in scope.statements:
        if type(statement) is not Assign or type(statement.value) is not Name or statement.operator:
            continue
        value = statement.value.id
        for target in statement.targets:
            if type(target) is Attribute and type(target.value) is Name and TELLS_STATE.search(target.name):
                owner = target.value.id
                meant = {owner, value}
                if len(meant) == 2 and meant <= names and meant.isdisjoint(one.name for one in scope.bindings):
                    yield owner, target.name, value


def _written(function: Function, call: Call, name: str) -> Expression | None:
    """What a call writes for a parameter."""
    parameters = function.definition.parameters
    for keyword, value in call.keywords:
        if keyword == name:
            return value
    places = [parameter.name for parameter in parameters if parameter.kind in ("positional", "either")]
    if name not in places or any(type(argument) is Starred for argument in call.arguments):
        return None
    place = places.index(name) - bool(function.receives)
    if place < 0:
        return call.function.value if type(call.function) is Attribute else None
    return call.arguments[place] if place < len(call.arguments) else None
