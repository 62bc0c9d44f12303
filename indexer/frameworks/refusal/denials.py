"""Statements that turn a caller away, with the tests under which they are reached, spelled in one way."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.expressions import last_name, parts_of
from indexer.facts import Call, Comparison, Evaluate, Expression, If, Operation, Raise, Return, Statement
from indexer.flow import Condition
from indexer.frameworks.refusal.actors import Actors
from indexer.frameworks.refusal.callers import is_about_caller, shows_who
from indexer.frameworks.refusal.refusals import Answer, Refusals
from indexer.frameworks.refusal.statuses import REDIRECTS, words
from indexer.resolve.entities import Function
from indexer.shown import show

CONFIGURED = re.compile(r"settings?$|config|feature|_enabled$", re.IGNORECASE)
ENTRANCES = re.compile(  # where a caller shows who they are: what is refused there may be a wrong password
    r"log_?in|sign_?(in|up)|regist|forgot|reset_password|password_reset|oauth|callback|authorized$", re.IGNORECASE
)
VERIFIES = re.compile(
    r"(verify|check|validate|valid)_?\w*(signature|hmac|mac)|compare_digest|constant_time", re.IGNORECASE
)
ASKS_LEAVE = re.compile(
    r"(Permission|(user_)?can|(user_)?can_(access|view|edit|see|delete|change|manage|read|write|update)\w*|has_(perm|access|role)\w*|is_allowed\w*|check_permissions?)$"
)
FORGED = re.compile(  # of django.core.signing, itsdangerous, PyJWT, jose and cryptography
    r"^(Bad\w*Signature|SignatureExpired|BadData|BadTimeSignature|InvalidSignature|InvalidTokenError|JWTError|PyJWTError"
    r"|DecodeError|ExpiredSignatureError|InvalidToken)$"
)
MAY = re.compile(
    r"permission|perms?$|(^|_)can_|may_|is_(staff|admin|owner|member|superuser)|role|access|allowed", re.IGNORECASE
)
OPPOSITE = {"==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is"}
LONGEST = 400  # characters
REFUSES = ("401", "403", "login")


class Denied(NamedTuple):
    statement: int  # its index
    line: int
    answer: Answer
    test: str


def denied(refusals: Refusals, function: Function) -> Iterator[Denied]:
    """Statements that turn a caller away because of who asks: with 401 or 403, to the login page, with a "not found",
    somewhere else, or where a signature does not hold."""
    asking: Asking | None = None
    for index, statement in enumerate(function.scope.statements):
        written = _written(statement)
        if written is None:
            continue
        leaves = type(statement) is Raise or (type(statement) is Return and refusals.answers)
        forged = _forged(index, function) if leaves else ""
        if forged:
            yield Denied(index, statement.line, "refused", forged)
            continue
        answer = refusals.answer(index, function)
        elsewhere = answer is None and type(statement) is Return and last_name(written) in REDIRECTS and leaves
        if answer is None and not elsewhere:
            continue
        conditions = refusals.conditions(index, function)
        asking = asking or Asking(refusals, function)
        strict = answer not in REFUSES or bool(ENTRANCES.search(function.scope.name))
        if elsewhere:  # only what is refused to those who may not
            conditions = [c for c in conditions if any(MAY.search(word) for word in words(c.test))]
        if any(asking.turns_on_caller(c.test, c.holds, strict=strict) for c in conditions):
            yield Denied(index, statement.line, answer or "refused", tests(conditions))


class Asking:
    """Which tests of a function turn on who asks."""

    def __init__(self, refusals: Refusals, function: Function) -> None:
        self.refusals, self.function = refusals, function
        self.actors = Actors(function)

    def turns_on_caller(self, test: Expression, holds: bool, *, strict: bool) -> bool:
        """Does it come to a refusal because of what the caller is not? `strict`: only where it names who asks."""
        if type(test) is Operation and test.operator in ("and", "or", "not"):
            way = holds != (test.operator == "not")
            return any(self.turns_on_caller(operand, way, strict=strict) for operand in test.operands)
        sides = test.operands if isinstance(test, Comparison) else [test]
        about = any(not _is_configured(s) and (self._names(s) or (not strict and is_about_caller(s))) for s in sides)
        return about and not shows_who(test, holds)

    def _names(self, test: Expression) -> bool:
        """Does it name who asks, verify what they signed, or ask a function that looks at who asks?"""
        found = self.actors.of(test)
        if found is not None and found.certainty == "exact":
            return True
        if isinstance(test, Call):
            if VERIFIES.search(last_name(test)) or ASKS_LEAVE.match(last_name(test)):
                return True
            target = self.refusals.called(test, self.function)
            if target is not None and _looks_at_caller(target):
                return True
        return any(self._names(part) for part in parts_of(test))


def _looks_at_caller(function: Function) -> bool:
    """A short predicate: `return order.is_public or request.user.is_staff`."""
    actors = Actors(function)
    values = [s.value for s in function.scope.statements if type(s) is Return and s.value is not None]
    tested = [s.test for s in function.scope.statements if type(s) is If]
    return any(_names_exactly(e, actors) for e in (*values, *tested))


def _names_exactly(expression: Expression, actors: Actors) -> bool:
    found = actors.of(expression)
    return (found is not None and found.certainty == "exact") or any(
        _names_exactly(part, actors) for part in parts_of(expression)
    )


def _forged(index: int, function: Function) -> str:
    """The error of a signature that does not hold, where the statement leaves because of it; else ''."""
    scope = function.scope
    block = scope.blocks[scope.statements[index].block]
    if block.role != "handler" or block.test is None:
        return ""
    return next((word for word in words(block.test) if FORGED.search(word)), "")


def tests(conditions: list[Condition]) -> str:
    """`not user.is_staff and order.owner != user`: what has to hold, whichever way the code was branched."""
    text = " and ".join(dict.fromkeys(_spelled(c.test, c.holds) for c in conditions))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _spelled(test: Expression, holds: bool) -> str:
    if type(test) is Operation and test.operator == "not":
        return _spelled(test.operands[0], not holds)
    if type(test) is Comparison and len(test.operators) == 1 and not holds and test.operators[0] in OPPOSITE:
        return show(Comparison([OPPOSITE[test.operators[0]]], test.operands), LONGEST)
    if type(test) is Operation and test.operator in ("and", "or"):
        joiner = f" {test.operator} " if holds else " or " if test.operator == "and" else " and "
        inner = joiner.join(_spelled(operand, holds) for operand in test.operands)
        return f"({inner})"
    text = show(test, LONGEST)
    return text if holds else f"not ({text})" if isinstance(test, Comparison) else f"not {text}"


def _written(statement: Statement) -> Expression | None:
    if type(statement) is Raise or type(statement) is Evaluate or type(statement) is Return:
        return statement.value
    return None


def _is_configured(expression: Expression) -> bool:
    return any(CONFIGURED.search(word) for word in words(expression))
