"""What functions and classes are like, for `similar implementations`: role, data, calls, shape, words. Not of tests."""

from collections import defaultdict
from collections.abc import Container, Iterable

from indexer.assemble.symbols import Symbols
from indexer.discover import is_test
from indexer.facts import Scope
from indexer.frameworks.findings import Findings
from indexer.graph.nodes import Fingerprint
from indexer.infer.edges import CallEdge, Edges, FieldUse
from indexer.resolve.entities import Class, Entity, Function, Module, Variable
from indexer.resolve.program import Program
from indexer.similarity import fingerprint

SMALLEST = 2  # statements; below that everything is alike


def fingerprints(program: Program, edges: Edges, findings: Findings, symbols: Symbols) -> list[Fingerprint]:
    role = _roles(program, findings)
    compared = {module for module in program.modules if not is_test(module.file_path)}
    data, calls = touched(edges.field_uses, edges.calls, compared)
    found: list[Fingerprint] = []
    for function in program.functions:
        if function.module in compared and is_compared(function):
            named = role.get(function) or "function"
            found.append(of_function(function, symbols[function], named, data[function], calls[function]))
    for cls in program.classes_in_order:
        bases = [base.name for base in program.classes.bases(cls)]
        if cls.module in compared and (cls.bindings or bases):
            named = role.get(cls) or ("model" if cls in findings.models else "class")
            found.append(of_class(cls, symbols[cls], named, bases, data, calls))
    return found


def touched(
    uses: Iterable[FieldUse], edges: Iterable[CallEdge], compared: Container[Module]
) -> tuple[dict[Entity, set[str]], dict[Entity, set[str]]]:
    """The data that functions touch, and what they call."""
    data: dict[Entity, set[str]] = defaultdict(set)
    for use in uses:
        if use.entity.module in compared:
            data[use.entity].add(f"{use.model.scope.name}.{use.field}")
    calls: dict[Entity, set[str]] = defaultdict(set)
    for call in edges:
        if call.certainty != "unresolved" and call.caller.module in compared:
            calls[call.caller].add(call.target)
    return data, calls


def is_compared(function: Function) -> bool:
    return function.scope.kind != "lambda" and len(function.scope.statements) >= SMALLEST


def of_function(function: Function, symbol: int, role: str, data: set[str], calls: set[str]) -> Fingerprint:
    scope = function.scope
    words = [scope.name, *function.parameters, *(b.name for b in scope.bindings)]
    words += [target.rpartition(".")[2] for target in calls]
    if function.owner is not None:
        words.append(function.owner.scope.name)
    return fingerprint(symbol, role=role, data=data, calls=calls, structure=_structure(scope), words=words)


def of_class(
    cls: Class, symbol: int, role: str, bases: list[str], data: dict[Entity, set[str]], calls: dict[Entity, set[str]]
) -> Fingerprint:
    inside = methods_of(cls)
    return fingerprint(
        symbol,
        role=role,
        data=[name for entity in inside for name in data.get(entity, ())],
        calls=[*bases, *(target for entity in inside for target in calls.get(entity, ()))],
        members=cls.bindings,
        words=[cls.scope.name, *cls.bindings, *(base.rpartition(".")[2] for base in bases)],
    )


def methods_of(cls: Class) -> list[Entity]:
    """The class and what stands in it: what they do is what the class does."""
    return [cls, *(child for child in cls.children.values() if isinstance(child, Function))]


def _structure(scope: Scope) -> list[str]:
    """The kinds of statements with the role of the block they stand in."""
    return [f"{scope.blocks[s.block].role[:2]}{type(s).__name__}" for s in scope.statements]


def _roles(program: Program, findings: Findings) -> dict[Entity, str]:
    found: dict[Entity, str] = {}
    for entry in findings.entry_points:
        if not isinstance(entry.entity, Variable):
            found[entry.entity] = entry.kind
    for endpoint in findings.endpoints:
        handlers: list[Entity] = [endpoint.handler, *([endpoint.method] if endpoint.method else [])]
        if isinstance(endpoint.handler, Class) and endpoint.method is None:
            handlers += [c for c in endpoint.handler.children.values() if isinstance(c, Function)]
        for handler in handlers:
            found[handler] = "endpoint"
    for model in findings.models:
        for child in model.children.values():
            found.setdefault(child, "model method")
    return found
