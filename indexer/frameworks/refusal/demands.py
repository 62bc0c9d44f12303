"""Calls of installed packages that come back only for callers who have shown who they are: `verify_jwt_in_request()`.

Read from the sources of Flask-JWT-Extended 4.7, Flask-Principal 0.4, Flask-Security 5.6, FastAPI JWT Auth 0.5 and
AuthX 1.4.
"""

from indexer.expressions import calls_in, expressions_of
from indexer.facts import Assign, Attribute, Call, Constant, Evaluate, Expression, Statement
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.program import Program

FUNCTIONS = frozenset({"verify_jwt_in_request", "verify_fresh_jwt_in_request", "verify_jwt_refresh_token_in_request"})
METHODS = frozenset(  # of an object that the framework hands the handler: `authorize.jwt_required()`
    {"jwt_required", "fresh_jwt_required", "jwt_refresh_token_required"}
    | {"access_token_required", "fresh_token_required", "refresh_token_required"}
)
MAY_BE_ABSENT = "optional"


def demanded(program: Program, statement: Statement, function: Function) -> Call | None:
    """The call of a statement that demands to know who asks."""
    if (type(statement) is not Evaluate and type(statement) is not Assign) or statement.value is None:
        return None
    for expression in expressions_of(statement):
        for call in calls_in(expression):
            if _demands(program, call, function):
                return call
    return None


def _demands(program: Program, call: Call, function: Function) -> bool:
    named = call.function
    name = named.name if type(named) is Attribute else getattr(named, "id", "")
    if name not in FUNCTIONS and name not in METHODS:
        return False
    if any(key == MAY_BE_ABSENT and not _is_false(value) for key, value in call.keywords):
        return False
    found = program.names.resolve(named, function)
    if name in METHODS:  # as a function it makes a decorator
        return type(named) is Attribute and not isinstance(found, Function | Class | External)
    return isinstance(found, External)


def _is_false(value: Expression) -> bool:
    return value == Constant(False)
