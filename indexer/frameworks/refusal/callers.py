"""Tests on the way to a refusal: who they leave out of it, and whether they are about the caller at all.

Names tell: there is nothing else in the source that says what a value is for.
"""

import re

from indexer.expressions import last_name
from indexer.facts import (
    Attribute,
    Await,
    Call,
    Comparison,
    Constant,
    Expression,
    Name,
    Operation,
    Subscript,
    Walrus,
)
from indexer.frameworks.refusal.requests import asks_which
from indexer.frameworks.refusal.statuses import words
from indexer.resolve.entities import Class, Entity, Function

CALLER = re.compile(
    r"auth|user|token|logged|log_?in|credential|bearer|cookie|api_?key|payload|claim|identity|principal|account"
    r"|admin|member|owner|role|permission|scope|access|allow|anonymous|secret|password|jwt|signature|(^|[_-])key$|(^|_)can_",
    re.IGNORECASE,
)
SOMETHING_WRONG = re.compile(
    r"anonymous|expired|invalid|missing|denied|wrong|fail|error|unauth|blocked|revoked|no_|not_|disallow|forbid",
    re.IGNORECASE,
)
GUARDING = re.compile(r"require|restrict|protect|guard|check|verif|only|permit|ensure|current", re.IGNORECASE)
CONFIGURATION = re.compile(r"(^|_)(config|conf|settings?|options)$", re.IGNORECASE)
SOMETHING_ELSE = re.compile(r"csrf|xsrf|nonce|origin|host|rate_?limit|throttl|captcha", re.IGNORECASE)


def shows_who(test: Expression, holds: bool) -> bool:
    """Does the test hold (or fail, with `holds` False) only for a caller who brings something: a token, a login?"""
    if type(test) is Operation and test.operator == "not":
        return shows_who(test.operands[0], not holds)
    if type(test) is Operation and test.operator in ("and", "or"):
        found = (shows_who(operand, holds) for operand in test.operands)
        return any(found) if (test.operator == "and") == holds else all(found)
    if type(test) is Comparison and len(test.operators) == 1:
        operator, left, right = test.operators[0], test.operands[0], test.operands[1]
        if right == Constant(None) and operator in ("is", "is not", "==", "!="):
            return holds == (operator in ("is not", "!=")) and is_about_caller(left)
        return operator == "in" and holds and type(left) is Constant and is_about_caller(right)
    if is_setting(test):
        return False
    if type(test) in (Name, Attribute, Call, Subscript, Await, Walrus):
        if any("anonymous" in word.lower() for word in words(test)):
            return not holds
        if asks_which(test):  # `path.startswith("/account")`
            return False
        return holds and is_about_caller(test) and not any(SOMETHING_WRONG.search(word) for word in words(test))
    return False


def is_setting(expression: Expression) -> bool:
    """`settings.LOGIN_REQUIRED`, `LOGIN_REQUIRED`, `app.config["LOGIN_REQUIRED"]`, `config.get("LOGIN_REQUIRED")`"""
    if type(expression) is Call and type(expression.function) is Attribute and expression.function.name == "get":
        owner, key = expression.function.value, expression.arguments[0] if expression.arguments else None
    elif type(expression) is Subscript:
        owner, key = expression.value, expression.index
    else:
        return type(expression) in (Attribute, Name) and last_name(expression).isupper()
    named = type(key) is Constant and isinstance(key.value, str)
    return named and CONFIGURATION.search(last_name(owner)) is not None


def names_caller(function: Function) -> bool:
    """Does it say by its name or parameters, or those of what it is written in, that it is about who asks?"""
    around: Entity | None = function
    while isinstance(around, Function | Class):
        if CALLER.search(around.scope.name) or GUARDING.search(around.scope.name):
            return True
        if isinstance(around, Function) and any(CALLER.search(name) for name in around.parameters):
            return True
        around = around.parent
    return False


def is_about_caller(expression: Expression) -> bool:
    return any(CALLER.search(word) for word in words(expression))


def is_about_something_else(expression: Expression) -> bool:
    return any(SOMETHING_ELSE.search(word) for word in words(expression))
