"""What tests assert: statuses of responses, exceptions, values of fields; and what kind of test that makes of them."""

import re
from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import dotted, last_name, parts_of
from indexer.facts import (
    Assert,
    Attribute,
    Call,
    Collection,
    Comparison,
    Constant,
    Evaluate,
    Expression,
    Name,
    Statement,
    With,
)
from indexer.frameworks.findings import AssertionFound, Findings, Framework, RequestFound, TestFound
from indexer.graph.nodes import AssertionKind, TestKind
from indexer.resolve.entities import Function
from indexer.resolve.evaluate.values import Const, name_of
from indexer.resolve.looked import unit
from indexer.resolve.program import Program
from indexer.shown import show

STATUS = frozenset({"status_code", "status", "status_int"})
NO_FIELDS = frozenset({"status_code", "status_int", "content", "text", "data", "context"})  # of a response
NUMBER = re.compile(r"(?:^|_)([1-5]\d\d)(?:_|$)")  # HTTP_403_FORBIDDEN, assert_403
RAISES = frozenset({"assertRaises", "assertRaisesRegex", "assertRaisesMessage", "raises"})
EXPECTED = {"assertRedirects": "302", "assertContains": "200", "assertNotContains": "200"}  # unless they say another
TICKET = re.compile(r"(?i)(?:#|\b(?:issue|ticket|bug|gh|pr)[ _-]?#?)(\d{2,})\b|\b([A-Z]{2,}-\d+)\b")
DIGIT = re.compile(r"\d")  # no ticket is without one: most tests name none
REGRESSION = re.compile(r"(?i)regress|reproduc|(?:^|_)(?:bug|issue|ticket)(?:_|\d|$)")
BOUNDARY = re.compile(
    r"(?i)(?:^|_)(?:not|no|without|invalid|missing|wrong|bad|empty|denied|forbidden|unauthori[sz]ed|anonymous|reject\w*"
    r"|refuse\w*|fail\w*|raise\w*|cannot|cant|error\w*|limit\w*|max\w*|min\w*|too|over|exceed\w*|duplicate\w*|only"
    r"|require\w*|check\w*_(?:access|permission)\w*|expired?|zero|negative|unknown)(?:_|$)"
)
NAMED = {  # as http.HTTPStatus and requests.codes call them
    "OK": "200", "CREATED": "201", "ACCEPTED": "202", "NO_CONTENT": "204", "MOVED_PERMANENTLY": "301", "FOUND": "302",
    "SEE_OTHER": "303", "NOT_MODIFIED": "304", "TEMPORARY_REDIRECT": "307", "PERMANENT_REDIRECT": "308",
    "BAD_REQUEST": "400", "UNAUTHORIZED": "401", "PAYMENT_REQUIRED": "402", "FORBIDDEN": "403", "NOT_FOUND": "404",
    "METHOD_NOT_ALLOWED": "405", "NOT_ACCEPTABLE": "406", "CONFLICT": "409", "GONE": "410",
    "PRECONDITION_FAILED": "412", "REQUEST_ENTITY_TOO_LARGE": "413", "UNSUPPORTED_MEDIA_TYPE": "415",
    "UNPROCESSABLE_ENTITY": "422", "UNPROCESSABLE_CONTENT": "422", "LOCKED": "423", "TOO_MANY_REQUESTS": "429",
    "INTERNAL_SERVER_ERROR": "500", "NOT_IMPLEMENTED": "501", "BAD_GATEWAY": "502", "SERVICE_UNAVAILABLE": "503",
}  # fmt: skip
LONGEST = 80  # characters of a value


def recognise(program: Program, findings: Findings) -> None:
    sent: dict[Function, list[RequestFound]] = {}
    for request in findings.requests:
        sent.setdefault(request.function, []).append(request)
    for function in program.functions:
        if is_test(function.path) and function.scope.kind == "function":
            own = assertions(program, function, sent.get(function, []))
            findings.assertions += own
            if function.scope.name.startswith("test"):
                findings.tests.append(tested(function, own))


FRAMEWORK = Framework("assertions", ("pytest", "unittest", "django", "rest_framework"), recognise)


def assertions(program: Program, function: Function, sent: list[RequestFound]) -> list[AssertionFound]:
    return unit(program, "assertions", function, lambda: list(_assertions(program, function, sent)))


def _assertions(program: Program, function: Function, sent: list[RequestFound]) -> Iterator[AssertionFound]:
    for statement in function.scope.statements:
        for kind, subject, value, of in _asserted(program, function, statement):
            before = [r.line for r in sent if r.line <= statement.line and (not of or r.response in (of, ""))]
            same = [r.line for r in sent if r.response == of and r.line <= statement.line]
            request = (same or before or [0])[-1] if kind == "status" else 0
            yield AssertionFound(
                function=function, kind=kind, subject=subject, value=value, line=statement.line, request=request
            )


def _asserted(
    program: Program, function: Function, statement: Statement
) -> Iterator[tuple[AssertionKind, str, str, str]]:
    """Kind, subject, value, and for a status the name of the response."""
    if type(statement) is Assert:
        yield from _compared(program, function, statement.test)
    elif type(statement) is With:
        for item, _ in statement.items:
            yield from _raised(item)
    elif type(statement) is Evaluate and type(statement.value) is Call:
        call = statement.value
        name = last_name(call)
        if name in RAISES:
            yield from _raised(call)
        elif name in EXPECTED:
            said = next((v for k, v in call.keywords if k == "status_code"), None)
            status = _status(program, function, said) if said is not None else EXPECTED[name]
            yield "status", "", status or EXPECTED[name], _response(call.arguments[:1])
        elif name.lower().startswith("assert"):
            yield from _called(program, function, call, name)


def _called(
    program: Program, function: Function, call: Call, name: str
) -> Iterator[tuple[AssertionKind, str, str, str]]:
    """`assertEqual(r.status_code, 403)`, `assertHttpStatus(r, HTTP_403_FORBIDDEN)`, `assert_403(r)`."""
    if name in ("assertEqual", "assertEquals", "assertIs") and len(call.arguments) > 1:
        yield from _pair(program, function, call.arguments[0], call.arguments[1])
        return
    if name in ("assertIn", "assert_in") and len(call.arguments) > 1:
        yield from _among(program, function, call.arguments[0], call.arguments[1])
        return
    if name in ("assertTrue", "assertFalse", "assertIsNone") and call.arguments:
        subject = _field(call.arguments[0], function)
        if subject:
            yield "field", subject, {"assertTrue": "True", "assertFalse": "False"}.get(name, "None"), ""
        return
    written = NUMBER.search(name) or re.search(r"[a-z]([1-5]\d\d)$", name)
    if written:
        yield "status", "", written[1], _response(call.arguments[:1])
        return
    for argument in call.arguments[1:]:
        if type(argument) is not Constant and (status := _status(program, function, argument)):
            yield "status", "", status, _response(call.arguments[:1])


def _compared(program: Program, function: Function, test: Expression) -> Iterator[tuple[AssertionKind, str, str, str]]:
    if type(test) is Comparison and len(test.operators) == 1:
        left, right = test.operands
        if test.operators[0] in ("==", "is"):
            yield from _pair(program, function, left, right)
        elif test.operators[0] == "in":
            yield from _among(program, function, left, right)
    else:
        for part in parts_of(test):
            if type(part) is Comparison:
                yield from _compared(program, function, part)


def _pair(
    program: Program, function: Function, left: Expression, right: Expression
) -> Iterator[tuple[AssertionKind, str, str, str]]:
    for one, other in ((left, right), (right, left)):
        if type(one) is Attribute and one.name in STATUS:
            status = _status(program, function, other)
            if status:
                yield "status", "", status, dotted(one.value) or ""
                return
    for one, other in ((left, right), (right, left)):
        subject = _field(one, function)
        if subject and type(other) is not Call:
            yield "field", subject, show(other, LONGEST), ""
            return


def _among(
    program: Program, function: Function, left: Expression, right: Expression
) -> Iterator[tuple[AssertionKind, str, str, str]]:
    if type(left) is Attribute and left.name in STATUS and type(right) is Collection:
        for item in right.items:
            status = _status(program, function, item)
            if status:
                yield "status", "", status, dotted(left.value) or ""


def _status(program: Program, function: Function, expression: Expression) -> str:
    """`403`, `status.HTTP_403_FORBIDDEN`, `HTTPStatus.FORBIDDEN`, `codes.forbidden`."""
    if type(expression) is Constant:
        is_status = isinstance(expression.value, int) and 100 <= expression.value < 600
        return str(expression.value) if is_status else ""
    if type(expression) is Name or type(expression) is Attribute:
        last = last_name(expression)
        written = NUMBER.search(last)
        if written:
            return written[1]
        if last.upper() in NAMED:
            return NAMED[last.upper()]
        value = program.evaluator.value(expression, function)
        if isinstance(value, Const) and isinstance(value.value, int) and 100 <= value.value < 600:
            return str(value.value)
        written = NUMBER.search(name_of(value).rpartition(".")[2])
        return written[1] if written else ""
    return ""


def _field(expression: Expression, function: Function) -> str:
    """`order.status` → status; attributes of the test itself and of what it was given are none."""
    if type(expression) is not Attribute or type(expression.value) not in (Name, Attribute):
        return ""
    of = dotted(expression.value) or ""
    is_self = of == next(function.parameters, None)
    left_out = is_self or expression.name in NO_FIELDS or expression.name.startswith(("_", "call"))  # of a mock
    return "" if left_out else expression.name


def _raised(expression: Expression) -> Iterator[tuple[AssertionKind, str, str, str]]:
    if type(expression) is Call and last_name(expression) in RAISES and expression.arguments:
        kind = expression.arguments[0]
        for item in kind.items if type(kind) is Collection else [kind]:
            yield "exception", "", last_name(item), ""


def _response(arguments: list[Expression]) -> str:
    return dotted(arguments[0]) or "" if arguments else ""


def tested(function: Function, asserted: list[AssertionFound]) -> TestFound:
    """A regression test says what it is about; a boundary test names what is refused, or asserts a refusal."""
    name, words = function.scope.name, function.scope.docstring or ""
    said = f"{name} {words}"
    ticket = (TICKET.search(said) or TICKET.search(name.replace("_", " "))) if DIGIT.search(said) else None
    number = next((group for group in ticket.groups() if group), "") if ticket else ""
    kind: TestKind = "happy"
    refused = any(a.kind == "exception" or (a.kind == "status" and a.value[0] in "45") for a in asserted)
    if number or REGRESSION.search(said):
        kind = "regression"
    elif refused or BOUNDARY.search(name.removeprefix("test")):
        kind = "boundary"
    return TestFound(function=function, kind=kind, ticket=number)
