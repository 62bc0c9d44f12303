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
from indexer.resolve.looked import asked, reads
from indexer.resolve.program import Program

STATUSES = frozenset({401, 403})
LOGS_IN_FIRST = 401
NAMED_STATUS = re.compile(r"(?:^|[._])([1-5]\d\d)(?:_|\.|$)")
NAMED = re.compile(r"(?:^|[._])(unauthorized|forbidden|not_?found|bad_?request|conflict)(?:_|\.|$)", re.IGNORECASE)
NAMED_WORDS = {"unauthorized": 401, "forbidden": 403, "notfound": 404, "badrequest": 400, "conflict": 409}
STATUS = ("status_code", "code", "status", "http_status")  # keywords and attributes
HTTP_EXCEPTIONS = frozenset({"HTTPException", "HTTPError", "HttpError", "APIException"})
REFUSALS = {
    "Unauthorized": 401, "NotAuthenticated": 401, "AuthenticationFailed": 401, "NotAuthorizedException": 401,
    "NoAuthorizationError": 401, "Forbidden": 403, "PermissionDenied": 403, "PermissionDeniedException": 403,
}  # fmt: skip
ANSWERS = {
    "unauthorized": 401, "needs_refresh": 401, "HttpResponseForbidden": 403, "redirect_to_login": 403,
    "handle_no_permission": 403, "permission_denied": 403,  # of Django's AccessMixin and of REST framework's views
}  # fmt: skip
# Errors and answers of frameworks that say something else than "not you".
OTHERS = {
    "Http404": 404, "NotFound": 404, "HttpResponseNotFound": 404, "BadRequest": 400, "HttpResponseBadRequest": 400,
    "ParseError": 400, "SuspiciousOperation": 400, "MethodNotAllowed": 405, "HttpResponseNotAllowed": 405,
    "NotAcceptable": 406, "Conflict": 409, "Gone": 410, "HttpResponseGone": 410, "UnsupportedMediaType": 415,
    "UnprocessableEntity": 422, "Throttled": 429, "TooManyRequests": 429, "InternalServerError": 500,
    "HttpResponseServerError": 500, "RequestValidationError": 422,
    "rest_framework.exceptions.ValidationError": 400, "rest_framework.serializers.ValidationError": 400,
}  # fmt: skip
FRAMEWORKS = frozenset({"django", "rest_framework", "werkzeug", "flask", "fastapi", "starlette", "ninja"})
REDIRECTS = frozenset({"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "RedirectResponse"})
RESPONSES = re.compile(r"(Response|^make_response|^response)$")
SETTINGS = "django.conf.settings"  # what they hold is known by running them
LOGIN = re.compile(r"log_?in|sign_?in", re.IGNORECASE)


def is_refusal(program: Program, statement: Statement, function: Function) -> bool:
    return leads_to_login(statement, function) or status(program, statement, function) in STATUSES


def leads_to_login(statement: Statement, function: Function) -> bool:
    """`return redirect(url_for("auth.login"))`, also of a local that holds where to;
    `raise HTTPException(303, headers={"Location": "/login"})`."""
    if type(statement) is Raise and type(statement.value) is Call and last_name(statement.value) in HTTP_EXCEPTIONS:
        headers = [value for key, value in statement.value.keywords if key == "headers"]
        return any(LOGIN.search(word) for given in headers for word in words(given))
    value = statement.value if type(statement) is Return else None
    if type(value) is not Call or last_name(value) not in REDIRECTS:
        return False
    where: list[Expression] = [value]
    for argument in value.arguments[:1]:
        if type(argument) is Name:
            bound = (s for s in function.scope.statements if type(s) is Assign and argument in s.targets)
            where += [s.value for s in bound if s.value is not None]
    return any(LOGIN.search(word) for written in where for word in words(written))


def status(program: Program, statement: Statement, function: Function) -> int | None:
    """The HTTP status that a statement answers with, where it is known to: of an error that it raises, of an answer
    that it gives back. 401 and 403 also stand for errors and answers that mean them by their name."""
    if type(statement) is Raise:
        return _of_error(program, _raised(program, statement.value, function)) if statement.value is not None else None
    if type(statement) is Assign:  # `response.status_code = 401`, `status = 401`
        named = any(type(t) in (Attribute, Name) and last_name(t) in STATUS for t in statement.targets)
        return _number(_value(program, statement.value, function)) if named and statement.value else None
    if (type(statement) is not Evaluate and type(statement) is not Return) or statement.value is None:
        return None
    value = statement.value
    if type(value) is Call and last_name(value) == "abort":
        return _given_to(program, value, function, position=0)
    if type(statement) is Evaluate:
        return _of_abort(program, value, function) if type(value) is Call else None
    return _of_answer(program, value, function)


def _raised(program: Program, expression: Expression, function: Function) -> Value | None:
    if type(expression) is Name and expression.id in function.bindings:
        for statement in function.scope.statements:
            if type(statement) is Assign and expression in statement.targets and statement.value is not None:
                return program.value(statement.value, function)
    outside = _from_outside(program, expression, function)
    if outside is not None:
        return outside
    first = next(function.parameters, None)
    if type(expression) is Attribute and expression.value == Name(first or "") and function.owner is not None:
        return program.class_attribute(function.owner, expression.name)
    if function.owner is None or first is None:
        return program.value(expression, function)
    me = Made(function.owner, Arguments(), Site(function.path, function.line))  # `HTTPException(self.status)`
    return program.value(expression, function, {first: me})


def _from_outside(program: Program, expression: Expression, function: Function) -> External | None:
    """`raise ValidationError("...")` of a package: its name alone says what it means, not what it is given."""
    written = expression.function if type(expression) is Call else expression
    found = _outside(program, written, function)
    if found is None or found.name.rpartition(".")[2] in HTTP_EXCEPTIONS or program.means(found.name):
        return None
    return found


def _of_error(program: Program, raised: Value | None) -> int | None:
    if isinstance(raised, Class):  # `raise Forbidden`
        raised = program.make(raised)
    if isinstance(raised, External):
        return _by_name(raised.name)
    if not isinstance(raised, Made):
        return None
    if isinstance(raised.callee, External):
        if raised.name.rpartition(".")[2] in HTTP_EXCEPTIONS:
            return _given(raised.arguments)
        return _by_name(raised.name)
    if not isinstance(raised.callee, Class):
        return None
    cls = raised.callee
    above = [name for name in program.classes.ancestors(cls) if name != cls.name]
    named = [REFUSALS.get(name.rpartition(".")[2]) for name in above]
    assigned = [_number(raised.attributes.get(n) or program.class_attribute(cls, n)) for n in STATUS]
    known = [*named, *assigned, _given(raised.arguments), *map(_by_name, above)]
    if not any(known) and (handler := _handler(program, cls)) is not None:
        return answered(program, handler)
    return next((s for s in known if s in STATUSES), None) or next((s for s in known if s is not None), None)


def _handler(program: Program, cls: Class) -> Function | None:
    above = program.classes.mro(cls) if program.answered_by else ()
    return next((program.answered_by[c] for c in above if isinstance(c, Class) and c in program.answered_by), None)


def answered(program: Program, handler: Function) -> int | None:
    """What a handler of errors says to a caller: 401 or 403 where it can, a way to the login page included."""
    returned = [s for s in handler.scope.statements if isinstance(s, Return)]
    if any(leads_to_login(statement, handler) for statement in returned):
        return LOGS_IN_FIRST
    return _first(status(program, statement, handler) for statement in returned)


def _by_name(name: str) -> int | None:
    """Of an error or answer from outside the repository."""
    package, _, rest = name.partition(".")
    leaf = rest.rpartition(".")[2] or package
    if leaf in REFUSALS:
        return REFUSALS[leaf]
    return (OTHERS.get(name) or OTHERS.get(leaf)) if package in FRAMEWORKS else None


def _of_abort(program: Program, call: Call, function: Function) -> int | None:
    """`abort_with_message(401, "who are you?")`, `deny()`: a function of the house that never comes back, given 401 or
    403, or ending in it by itself."""
    target = program.names.resolve(call.function, function)
    if not isinstance(target, Function) or target is function:
        return None
    leaving = [s for s in target.scope.statements if s.block == 0 and _leaves(s)]
    if not leaving:
        return None
    written = (*call.arguments, *(value for key, value in call.keywords if key in STATUS))
    given = [a for a in written if type(a) is Attribute or (type(a) is Constant and a.value in STATUSES)]
    found = [_number(_value(program, argument, function)) for argument in given]
    found += [status(program, statement, target) for statement in leaving]
    return next((known for known in found if known in STATUSES), None)


def _leaves(statement: Statement) -> bool:
    value = statement.value if isinstance(statement, Evaluate) else None
    return isinstance(statement, Raise) or (type(value) is Call and last_name(value) == "abort")


def _of_answer(program: Program, value: Expression, function: Function) -> int | None:
    """`return "no", 403`, `return Response(status=401)`; a literal 401 or 403 given to a function of the house means it
    too."""
    if type(value) is Collection and value.kind == "tuple" and len(value.items) > 1:
        return _number(_value(program, value.items[1], function))
    if type(value) is not Call:
        return None
    name = last_name(value)
    if name in ANSWERS:
        return ANSWERS[name]
    if name in REDIRECTS:
        return None
    target = program.names.resolve(value.function, function)
    if isinstance(target, Function) and target is not function and (known := whoever_asks(program, target)):
        return known
    literal = next((a.value for a in value.arguments if type(a) is Constant and a.value in STATUSES), None)
    if isinstance(literal, int):
        return literal
    if not RESPONSES.search(name):
        return OTHERS.get(name) if name.startswith("HttpResponse") else None
    return _given_to(program, value, function, position=1)


def whoever_asks(program: Program, function: Function) -> int | None:
    """401 or 403, where it answers so outside every test: `response.status_code = 403; return response`."""
    return asked(program, "answers", function, lambda: _whoever_asks(program, function), compared=True)


def _whoever_asks(program: Program, function: Function) -> int | None:
    reads(program, function)
    outermost = (
        s
        for s in function.scope.statements
        if s.block == 0 and (type(s) is Assign or type(s) is Raise or type(s) is Evaluate)
    )
    found = (status(program, statement, function) for statement in outermost)
    return next((known for known in found if known in STATUSES), None)


def _given_to(program: Program, call: Call, function: Function, *, position: int) -> int | None:
    given = [value for key, value in call.keywords if key in STATUS] + call.arguments[position : position + 1]
    return _first(_number(_value(program, value, function)) for value in given)


def _value(program: Program, expression: Expression, function: Function) -> Value | None:
    """`403`, `status.HTTP_403_FORBIDDEN`: what stands there or has a name outside needs nothing run."""
    if type(expression) is Constant:
        return Const(expression.value)
    return _outside(program, expression, function) or program.value(expression, function)


def _outside(program: Program, expression: Expression, function: Function) -> External | None:
    if type(expression) not in (Name, Attribute):
        return None
    found = program.names.resolve(expression, function)
    return found if type(found) is External and not found.name.startswith(SETTINGS) else None


def _given(arguments: Arguments) -> int | None:
    """To an error, its status is given by name or first, or after the message."""
    named = [value for key, value in arguments.named if key in STATUS]
    return _first(_number(value) for value in (*named, *arguments.positional[:2]))


def status_given(program: Program, call: Call, function: Function) -> int | None:
    """The status that a call is given by name: `@router.post("/orders", status_code=201)`."""
    return _given_to(program, call, function, position=len(call.arguments))


def _first(found: Iterator[int | None]) -> int | None:
    """What means "not you" where several are possible, else the first."""
    known = [status for status in found if status is not None]
    return next((status for status in known if status in STATUSES), known[0] if known else None)


def _number(status: Value | None) -> int | None:
    status = plain(status)
    if type(status) is EnumMember:
        status = status.value
    if type(status) is Const:
        known = type(status.value) is int and 100 <= status.value < 600
        return int(status.value) if known and status.value is not None else None
    if type(status) is not External:
        return None
    name = name_of(status)
    digits = NAMED_STATUS.search(name)
    if digits is not None:
        return int(digits[1])
    word = NAMED.search(name)
    return NAMED_WORDS[word[1].lower().replace("_", "")] if word is not None else None


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
