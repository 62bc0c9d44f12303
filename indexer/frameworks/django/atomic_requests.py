"""`ATOMIC_REQUESTS` of a database: whoever answers a request does so in one transaction.

Source: "Tying transactions to HTTP requests" in Django's documentation of transactions.
"""

from collections.abc import Iterator

from indexer.expressions import last_name
from indexer.frameworks.django.settings import Settings
from indexer.frameworks.findings import EndpointFound, Findings, Framework, TransactionFound
from indexer.resolve.classes import own_members
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Const, Table, Value
from indexer.resolve.program import Program

OFF = "non_atomic_requests"
NAME = "django.db.DATABASES.ATOMIC_REQUESTS"
ANSWERS = frozenset({"get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "partial_update",
                     "destroy", "form_valid"})  # fmt: skip


def recognise(program: Program, findings: Findings) -> None:
    if not any(map(_is_on, Settings(program).all("DATABASES"))):
        return
    found: dict[Function, TransactionFound] = {}
    for endpoint in findings.endpoints:
        for function in _answering(program, endpoint):
            if not _is_off(function) and not _is_off(endpoint.handler):
                line = function.definition.line
                found[function] = TransactionFound(function=function, by="request", line=line, name=NAME)
    findings.transactions.extend(sorted(found.values(), key=lambda t: (t.function.path, t.line)))


def _is_on(databases: Value | None) -> bool:
    """Of the default database, as far as it is written out."""
    default = databases.get(Const("default")) if isinstance(databases, Table) else None
    on = default.get(Const("ATOMIC_REQUESTS")) if isinstance(default, Table) else None
    return isinstance(on, Const) and on.value is True


def _answering(program: Program, endpoint: EndpointFound) -> Iterator[Function]:
    if endpoint.method is not None:
        yield endpoint.method
    elif isinstance(endpoint.handler, Function):
        yield endpoint.handler
    else:
        for name, member in own_members(endpoint.handler, program.names):
            if name in ANSWERS and isinstance(member, Function):
                yield member


def _is_off(handler: Class | Function) -> bool:
    return any(last_name(decorator) == OFF for decorator in handler.definition.decorators)


FRAMEWORK = Framework("django atomic requests", ("django",), recognise)
