"""Expressions that stand for who asks: `request.user`, `current_user.id`, what was worked out from one before."""

import re
from collections.abc import Collection
from functools import cached_property, lru_cache
from typing import NamedTuple

from indexer.expressions import dotted, last_name
from indexer.facts import Assign, Attribute, Await, Call, Conditional, Constant, Expression, Name, Operation, Subscript
from indexer.frameworks.refusal.callers import is_about_caller
from indexer.graph.nodes import Certainty
from indexer.resolve.entities import Function
from indexer.shown import show

WHO = (
    r"(user|auth|profile|account|member|membership|org|organi[sz]ation|tenant|team|workspace|company|customer|identity)"
)
OF_REQUEST = re.compile(rf"({WHO}|user_id|user_pk|current_\w+|jwt_\w+|principal|actor|owner|api_key|api_token)$")
CURRENT = re.compile(rf"(get_)?(current|request|requesting|logged_in|authenticated)_({WHO}|principal)(_id|_or_none)?$")
IDENTITY = frozenset({"get_jwt_identity", "get_jwt"})
PARAMETER = re.compile(
    r"(current_|request_|requesting_|logged_in_|auth_|authenticated_)?(user|actor|viewer|requester|principal)$"
)
REQUESTS = frozenset({"request", "req", "context", "g", "state"})
SOURCES = REQUESTS | IDENTITY | {"session"}
READS_INPUT = frozenset(
    {"cleaned_data", "validated_data", "data", "POST", "GET", "query_params", "args", "form", "json"}
)
MOST_STEPS = 6  # assignments and calls on the way


class Actor(NamedTuple):
    text: str  # as written
    certainty: Certainty
    given_to: bool = False  # it is what a function gave that was handed who asks


@lru_cache(maxsize=65_536)
def may_be_actor(name: str) -> bool:
    """False for most names, without a closer look."""
    return name in SOURCES or "current" in name or "request" in name or "_in_" in name or name.startswith("auth")


class Actors:
    """Of one function; `known`: parameters that are known to be who asks."""

    def __init__(self, function: Function, known: Collection[str] = ()) -> None:
        self.known = known
        parameters = list(function.parameters)
        bound = parameters[1:] if function.owner is not None else parameters
        self.parameters = {p for p in bound if PARAMETER.fullmatch(p)}
        self._function = function

    @cached_property
    def _assigned(self) -> dict[str, list[Expression]]:
        found: dict[str, list[Expression]] = {}
        for statement in self._function.scope.statements:
            if type(statement) is Assign and statement.value is not None:
                for target in statement.targets:
                    if type(target) is Name:
                        found.setdefault(target.id, []).append(statement.value)
        return found

    @property
    def any_known(self) -> bool:
        return bool(self.known or self.parameters)

    def of(self, expression: Expression, steps: int = MOST_STEPS) -> Actor | None:
        """Who asks, or what was read from them; None for anything else."""
        kind = type(expression)
        if steps == 0 or kind is Constant:
            return None
        if kind is Name or kind is Attribute:
            return self._of_chain(expression, steps)
        if type(expression) is Await:
            return self.of(expression.value, steps)
        if type(expression) is Subscript:
            return self._of_item(expression, steps)
        if type(expression) is Call:
            return self._of_call(expression, steps)
        if type(expression) is Conditional:
            return self.of(expression.then, steps) or self.of(expression.otherwise, steps)
        if type(expression) is Operation and expression.operator == "or":
            return next(filter(None, (self.of(o, steps) for o in expression.operands)), None)
        return None

    def _of_chain(self, expression: Expression, steps: int) -> Actor | None:
        path = dotted(expression)
        if path is None:
            inner = expression.value if type(expression) is Attribute else None
            if inner is None or (type(expression) is Attribute and expression.name in READS_INPUT):
                return None
            return self.of(inner, steps)
        parts = path.split(".")
        for before, part in zip(["", *parts], parts, strict=False):
            if CURRENT.fullmatch(part) or (before in REQUESTS and OF_REQUEST.match(part)):
                return Actor(path, "exact")
        if parts[0] in self.known:
            return Actor(path, "exact")
        if not READS_INPUT.isdisjoint(parts):
            return None
        assigned = self._assigned.get(parts[0])
        if assigned:
            found = next(filter(None, (self.of(value, steps - 1) for value in assigned)), None)
            return found._replace(certainty="inferred") if found is not None else None
        return Actor(path, "inferred") if parts[0] in self.parameters else None

    def _of_item(self, expression: Subscript, steps: int) -> Actor | None:
        """`session["user_id"]`"""
        key = expression.index
        if type(key) is Constant and last_name(expression.value) == "session" and is_about_caller(key):
            return Actor(show(expression), "exact")
        return self.of(expression.value, steps)

    def _of_call(self, call: Call, steps: int) -> Actor | None:
        """`get_current_user()`, `request.user.projects.all()`, `projects_of(request.user)`"""
        name = last_name(call)
        if CURRENT.fullmatch(name) or name in IDENTITY:
            return Actor(show(call), "exact")
        if type(call.function) is Attribute:
            if call.function.name == "get" and last_name(call.function.value) == "session" and call.arguments:
                return Actor(show(call), "exact") if is_about_caller(call.arguments[0]) else None
            found = self.of(call.function.value, steps - 1)
            if found is not None:
                return found
        if name[:1].isupper():  # an object made for the caller is not the caller
            return None
        given = (*call.arguments, *(value for _, value in call.keywords))
        found = next(filter(None, (self.of(argument, steps - 1) for argument in given)), None)
        return Actor(found.text, "inferred", given_to=True) if found is not None else None
