"""Remote procedures: functions that a decorator, a call or a registry offers under a name, and gRPC servicers.

A decorator of the house counts by what it does: where it hands its function to one of the libraries' decorators, the
function is offered under the name that the library is given. Without a library only a table of functions by text that
says RPC in its own name, or in that of its class, is one. Sources: the guides of django-modern-rpc, jsonrpcserver,
json-rpc, Flask-JSONRPC, fastapi-jsonrpc, pjrpc, tinyrpc, nameko, spyne, `xmlrpc.server` and gRPC.
"""

import re
from collections.abc import Iterator

from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Call
from indexer.frameworks.findings import EntryPointFound, Findings, Framework
from indexer.frameworks.handed_on import made_by, uses
from indexer.frameworks.handlers import of_value
from indexer.resolve.entities import Class, External, Function, Module
from indexer.resolve.evaluate.values import Arguments, Closure, Const, Items, Made, Table, Value, text_of
from indexer.resolve.program import Program

PACKAGES = frozenset(
    {"modernrpc", "jsonrpcserver", "jsonrpc", "flask_jsonrpc", "fastapi_jsonrpc", "pjrpc", "tinyrpc", "nameko", "spyne"}
    | {"xmlrpc", "grpc"}
)
DECORATORS = re.compile(
    r"""
      modernrpc(\.core)?\.rpc_method | modernrpc(\.\w+)*\.(RpcServer|RpcNamespace)\(\)\.register_procedure
    | jsonrpcserver(\.\w+)*\.method | jsonrpcserver(\.\w+)*\.(methods|Methods\(\))\.add
    | jsonrpc(\.dispatcher)?\.(dispatcher|Dispatcher\(\))\.add_method
    | flask_jsonrpc(\.\w+)*\.JSONRPC(Blueprint)?\(\)\.method
    | fastapi_jsonrpc\.Entrypoint\(\)\.method
    | pjrpc(\.\w+)*\.MethodRegistry\(\)\.add
    | tinyrpc(\.\w+)*\.(RPCDispatcher\(\)\.public|public)
    | nameko(\.\w+)*\.rpc | spyne(\.\w+)*\.(rpc|srpc)
    """,
    re.VERBOSE,
)
LAST_NAMES = frozenset({"rpc_method", "register_procedure", "method", "add", "add_method", "public", "rpc", "srpc"})
CALLS = re.compile(
    r"xmlrpc\.server\.\w+\(\)\.register_function | jsonrpc(\.dispatcher)?\.(dispatcher|Dispatcher\(\))\.add_method",
    re.VERBOSE,
)
SAYS_SO = re.compile(r"(?i)(^|_)(json|xml)?rpc(_|$|s$)|RPC|(?<=[a-z])Rpc|^(Json|Xml)?Rpc")
SERVICER = re.compile(r"(?P<module>.*_pb2_grpc)\.(?P<service>\w+)Servicer")


def recognise(program: Program, findings: Findings) -> None:
    found: dict[tuple[Class | Function, str], None] = {}
    using = {module for module in program.modules if uses(program, module, PACKAGES)}
    for function in program.functions if using else ():
        if function.scope.kind == "function" and not is_test(function.path):
            found |= {(function, name): None for name in _decorated(program, function, using)}
    for module in using:
        program.evaluator.module(module)
    found |= {(function, name): None for name, function in (*_called(program), *_in_tables(program))}
    found |= {(method, name): None for name, method in _servicers(program)}
    findings.entry_points += [EntryPointFound(entity=e, kind="rpc", detail=name) for e, name in found]


FRAMEWORK = Framework("rpc", (), recognise)


def _decorated(program: Program, function: Function, using: set[Module]) -> Iterator[str]:
    at = function.parent or function.module
    for decorator in function.definition.decorators:
        written = decorator.function if type(decorator) is Call else decorator
        ours = program.names.resolve(written, at)
        if isinstance(ours, Function):
            if ours.module in using:
                for made in made_by(program, decorator, ours, function):
                    if DECORATORS.fullmatch(program.outside_name(made.callee)):
                        yield _name(function, made)
        elif last_name(written) in LAST_NAMES and DECORATORS.fullmatch(program.target(written, at)):
            value = program.evaluator.value(decorator, at) if type(decorator) is Call else None
            yield _name(function, value)


def _name(function: Function, value: Value | None) -> str:
    """`name=`, a text that stands first, else the function's own; behind the service's where a class offers it."""
    given = value.arguments if isinstance(value, Made) else Arguments()
    named = text_of(given.get("name")) or text_of(given.get("", 0)) or function.scope.name
    return f"{function.owner.scope.name}.{named}" if function.owner is not None else named


def _called(program: Program) -> Iterator[tuple[str, Function]]:
    """`server.register_function(pay, "orders.pay")`"""
    for made in program.evaluator.made:
        if not is_test(made.site.path):
            for effect in made.effects:
                if CALLS.fullmatch(f"{program.outside_name(made)}.{effect.method}") and effect.decorated is None:
                    handler = of_value(program, effect.arguments.get("function", 0))
                    name = text_of(effect.arguments.get("name", 1))
                    if handler is not None and handler.function is not None:
                        yield name or handler.function.scope.name, handler.function


def _in_tables(program: Program) -> Iterator[tuple[str, Function]]:
    """Functions by name, held by something that says RPC."""
    for module in program.modules:
        for name in module.bindings if not is_test(module.file_path) else ():
            if "rpc" in name.lower() and SAYS_SO.search(name):
                yield from _functions(program.evaluator.module(module).get(name))
    for made in program.evaluator.made:
        if isinstance(made.callee, Class) and SAYS_SO.search(made.callee.scope.name) and not is_test(made.site.path):
            for value in (made.holds, *made.attributes.values()):
                yield from _functions(value)


def _functions(value: Value | None) -> Iterator[tuple[str, Function]]:
    for key, item in value.entries if isinstance(value, Table) else ():
        name = text_of(key)
        if isinstance(item, Items) and item.kind == "tuple":  # with how it is to be called
            item = next((i for i in item.items if isinstance(i, Function | Closure)), None)
        function = item.function if isinstance(item, Closure) else item
        if name and isinstance(function, Function) and isinstance(key, Const):
            yield name, function


def _servicers(program: Program) -> Iterator[tuple[str, Function]]:
    """Methods of a class that stands on what gRPC's compiler wrote for a service: `Orders.Pay`."""
    for cls in program.classes_in_order:
        for base in program.classes.mro(cls)[1:]:
            matched = SERVICER.fullmatch(base.name) if base.name.endswith("Servicer") else None
            for child in cls.children.values() if matched is not None and not is_test(cls.path) else ():
                if matched is not None and isinstance(child, Function) and _is_procedure(base, child):
                    yield f"{matched['service']}.{child.scope.name}", child


def _is_procedure(base: Class | External, method: Function) -> bool:
    name = method.scope.name
    return name in base.bindings if isinstance(base, Class) else name[:1].isupper()
