"""What means "not you": an error raised or an answer given with 401 or 403, a way to the login page."""

import re
from collections.abc import Iterator

from indexer.expressions import last_name, parts_of
from indexer.facts import (
    Assign,
    Attribute,
    Call,
    Collection,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    Name,
    Raise,
    Return,
    Statement,
)
from indexer.resolve.entities import Class, External, Function
from indexer.resolve.evaluate.settings import plain
from indexer.resolve.evaluate.values import Arguments, Const, EnumMember, Made, Site, Value, name_of
from indexer.resolve.program import Program

STATUSES = frozenset({401, 403})
NAMED_STATUS = re.compile(r"(^|[._])(401|403|unauthorized|forbidden)(_|\.|$)", re.IGNORECASE)
STATUS = ("status_code", "code", "status", "http_status")  # keywords and attributes
HTTP_EXCEPTIONS = frozenset({"HTTPException", "HTTPError", "HttpError", "APIException"})
REFUSALS = frozenset(
    {"Unauthorized", "Forbidden", "PermissionDenied", "NotAuthenticated", "AuthenticationFailed"}
    | {"NotAuthorizedException", "PermissionDeniedException", "NoAuthorizationError"}
)
ANSWERS = frozenset(
    {"unauthorized", "needs_refresh", "HttpResponseForbidden", "redirect_to_login"}
    | {"handle_no_permission", "permission_denied"}  # methods of Django's AccessMixin and of REST framework's views
)
REDIRECTS = frozenset({"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect"})
RESPONSES = re.compile(r"(Response|^make_response|^response)$")
LOGIN = re.compile(r"log_?in|sign_?in", re.IGNORECASE)


def is_refusal(program: Program, statement: Statement, function: Function) -> bool:
    if isinstance(statement, Raise):
        return statement.value is not None and _is_error(program, _raised(program, statement.value, function))
    if isinstance(statement, Assign):  # `response.status_code = 401`
        named = any(type(t) is Attribute and t.name in STATUS for t in statement.targets)
        return named and statement.value is not None and _refuses(program.evaluator.value(statement.value, function))
    if not isinstance(statement, Evaluate | Return) or statement.value is None:
        return False
    value = statement.value
    if type(value) is Call and last_name(value) == "abort":
        return _has_status(program, value, function, position=0)
    return isinstance(statement, Return) and _is_answer(program, value, function)


def _raised(program: Program, expression: Expression, function: Function) -> Value | None:
    if type(expression) is Name and expression.id in function.bindings:
        for statement in function.scope.statements:
            if type(statement) is Assign and expression in statement.targets and statement.value is not None:
                return program.evaluator.value(statement.value, function)
    first = next(function.parameters, None)
    if type(expression) is Attribute and expression.value == Name(first or "") and function.owner is not None:
        return program.evaluator.class_attribute(function.owner, expression.name)
    return program.evaluator.value(expression, function)


def _is_error(program: Program, raised: Value | None) -> bool:
    if isinstance(raised, Class):  # `raise Forbidden`
        raised = program.evaluator.make(raised, Arguments(), Site(raised.path, raised.line))
    if isinstance(raised, External):
        return raised.name.rpartition(".")[2] in REFUSALS
    if not isinstance(raised, Made):
        return False
    if isinstance(raised.callee, External):
        leaf = raised.name.rpartition(".")[2]
        return leaf in REFUSALS or (leaf in HTTP_EXCEPTIONS and _given(raised.arguments))
    if not isinstance(raised.callee, Class):
        return False
    cls = raised.callee
    above = {name.rpartition(".")[2] for name in program.classes.ancestors(cls) if name != cls.name}
    assigned = [raised.attributes.get(name) or program.evaluator.class_attribute(cls, name) for name in STATUS]
    return bool(above & REFUSALS) or any(map(_refuses, assigned)) or _given(raised.arguments)


def _is_answer(program: Program, value: Expression, function: Function) -> bool:
    """`return "no", 403`, `return Response(status=401)`, `return redirect(url_for("auth.login"))`; a literal 401 or 403
    given to a function of the house means it too."""
    if type(value) is Collection and value.kind == "tuple" and len(value.items) > 1:
        return _refuses(program.evaluator.value(value.items[1], function))
    if type(value) is not Call:
        return False
    name = last_name(value)
    if name in REDIRECTS:
        return any(LOGIN.search(word) for word in words(value))
    if name in ANSWERS or any(type(a) is Constant and a.value in STATUSES for a in value.arguments):
        return True
    return bool(RESPONSES.search(name)) and _has_status(program, value, function, position=1)


def _has_status(program: Program, call: Call, function: Function, *, position: int) -> bool:
    given = [value for key, value in call.keywords if key in STATUS] + call.arguments[position : position + 1]
    return any(_refuses(program.evaluator.value(value, function)) for value in given)


def _given(arguments: Arguments) -> bool:
    """To an error, its status is given by name or first, or after the message."""
    named = [value for key, value in arguments.named if key in STATUS]
    return any(_refuses(value) for value in (*named, *arguments.positional[:2]))


def _refuses(status: Value | None) -> bool:
    status = plain(status)
    if isinstance(status, EnumMember):
        status = status.value
    if isinstance(status, Const):
        return status.value in STATUSES
    return isinstance(status, External) and bool(NAMED_STATUS.search(name_of(status)))


def words(expression: Expression) -> Iterator[str]:
    """Every name and string in an expression, but what something is compared with."""
    if type(expression) is Name:
        yield expression.id
    elif type(expression) is Attribute:
        yield expression.name
    elif type(expression) is Constant and isinstance(expression.value, str):
        yield expression.value
    for part in parts_of(expression):
        if type(expression) is not Comparison or not _is_compared_with(part, expression):
            yield from words(part)


def _is_compared_with(part: Expression, comparison: Comparison) -> bool:
    """A value that something is compared with; of `"user" in session` the string is a name."""
    named = comparison.operators[0] in ("in", "not in") and part is comparison.operands[0]
    return type(part) in (Constant, Collection) and not named
