"""Statements that turn a caller away, with the tests under which they are reached, spelled in one way."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from indexer.expressions import last_name, parts_of
from indexer.facts import Call, Comparison, Constant, Evaluate, Expression, Operation, Raise, Return, Statement
from indexer.flow import Condition
from indexer.frameworks.refusal.actors import Actors
from indexer.frameworks.refusal.callers import is_about_caller, shows_who
from indexer.frameworks.refusal.refusals import Refusals
from indexer.frameworks.refusal.statuses import words
from indexer.resolve.entities import Function
from indexer.shown import show

Answer = Literal["401", "403", "404", "login", "refused"]

NOT_FOUND = re.compile(r"^(Http404|NotFound|HttpResponseNotFound|.*NotFound(Error|Exception)?)$")
CONFIGURED = re.compile(r"settings?$|config|feature|_enabled$", re.IGNORECASE)
ENTRANCES = re.compile(  # where a caller shows who they are: what is refused there may be a wrong password
    r"log_?in|sign_?(in|up)|regist|forgot|reset_password|password_reset|oauth|callback|authorized$", re.IGNORECASE
)
OPPOSITE = {"==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is"}
LONGEST = 400  # characters
ANSWERS: tuple[tuple[re.Pattern[str], Answer], ...] = (
    (re.compile(r"redirect_to_login|log_?in|sign_?in", re.IGNORECASE), "login"),
    (
        re.compile(r"401|unauthori[sz]ed|not_?authenticated|authentication_?failed|NoAuthorization", re.IGNORECASE),
        "401",
    ),
    (re.compile(r"403|forbidden|permission_?denied|not_?authorized|handle_no_permission", re.IGNORECASE), "403"),
)


class Denied(NamedTuple):
    statement: int  # its index
    line: int
    answer: Answer
    test: str
    about_caller: bool  # the test asks who calls, what they may or what is theirs
    text: str


def denied(refusals: Refusals, function: Function) -> Iterator[Denied]:
    """Every refusal with 401 or 403 or to the login page, and a "not found" that depends on who asks."""
    actors: Actors | None = None
    for index, statement in enumerate(function.scope.statements):
        written = _written(statement)
        if written is None:
            continue
        if refusals.is_refusal(index, function):
            answer = _answer(written)
        elif _is_not_found(written):
            answer = "404"
        else:
            continue
        conditions = refusals.conditions(index, function)
        actors = actors or Actors(function)
        strict = answer == "404" or bool(ENTRANCES.search(function.scope.name))
        about = any(_turns_on_caller(c.test, c.holds, actors, strict=strict) for c in conditions)
        if answer == "404" and not about:
            continue
        keyword = "raise " if type(statement) is Raise else "return " if type(statement) is Return else ""
        yield Denied(index, statement.line, answer, tests(conditions), about, keyword + show(written))


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
    if isinstance(statement, Raise | Evaluate | Return):
        return statement.value
    return None


def _answer(written: Expression) -> Answer:
    said = [*words(written), *_numbers(written)]
    return next((answer for pattern, answer in ANSWERS if any(pattern.search(word) for word in said)), "refused")


def _numbers(expression: Expression) -> Iterator[str]:
    if type(expression) is Constant and isinstance(expression.value, int):
        yield str(expression.value)
    for part in parts_of(expression):
        yield from _numbers(part)


def _is_not_found(written: Expression) -> bool:
    name = last_name(written)
    if NOT_FOUND.match(name):
        return True
    return (
        type(written) is Call
        and (name == "abort" or "HTTP" in name)
        and "404" in " ".join([*_numbers(written), *words(written)])
    )


def _turns_on_caller(test: Expression, holds: bool, actors: Actors, *, strict: bool) -> bool:
    """Does it come to a refusal because of what the caller is not? `strict`: only where it names who asks."""
    if type(test) is Operation and test.operator in ("and", "or", "not"):
        way = holds != (test.operator == "not")
        return any(_turns_on_caller(operand, way, actors, strict=strict) for operand in test.operands)
    sides = test.operands if isinstance(test, Comparison) else [test]
    about = any(not _is_configured(s) and (_asks(s, actors) or (not strict and is_about_caller(s))) for s in sides)
    return about and not shows_who(test, holds)


def _is_configured(expression: Expression) -> bool:
    return any(CONFIGURED.search(word) for word in words(expression))


def _asks(test: Expression, actors: Actors) -> bool:
    """Does it name who asks?"""
    found = actors.of(test)
    return (found is not None and found.certainty == "exact") or any(_asks(part, actors) for part in parts_of(test))
