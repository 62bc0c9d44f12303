"""What functions and classes are like, for `similar implementations`: role, data, calls, shape, words. Not of tests."""

from collections import defaultdict

from indexer.assemble.symbols import Symbols
from indexer.discover import is_test
from indexer.facts import Scope
from indexer.frameworks.findings import Findings
from indexer.graph.nodes import Fingerprint
from indexer.infer.edges import Edges
from indexer.resolve.entities import Class, Entity, Function, Variable
from indexer.resolve.program import Program
from indexer.similarity import fingerprint

SMALLEST = 2  # statements; below that everything is alike


def fingerprints(program: Program, edges: Edges, findings: Findings, symbols: Symbols) -> list[Fingerprint]:
    role = _roles(program, findings)
    compared = {module for module in program.modules if not is_test(module.file_path)}
    data: dict[Entity, set[str]] = defaultdict(set)
    for use in edges.field_uses:
        if use.entity.module in compared:
            data[use.entity].add(f"{use.model.scope.name}.{use.field}")
    calls: dict[Entity, set[str]] = defaultdict(set)
    for call in edges.calls:
        if call.certainty != "unresolved" and call.caller.module in compared:
            calls[call.caller].add(call.target)
    found: list[Fingerprint] = []
    for function in program.functions:
        scope = function.scope
        if scope.kind == "lambda" or len(scope.statements) < SMALLEST or function.module not in compared:
            continue
        words = [scope.name, *function.parameters, *(b.name for b in scope.bindings)]
        words += [target.rpartition(".")[2] for target in calls[function]]
        if function.owner is not None:
            words.append(function.owner.scope.name)
        found.append(
            fingerprint(
                symbols.of(function),
                role=role.get(function) or "function",
                data=data[function],
                calls=calls[function],
                structure=_structure(scope),
                words=words,
            )
        )
    for cls in program.classes_in_order:
        bases = [base.name for base in program.classes.bases(cls)]
        if cls.module not in compared or not (cls.bindings or bases):
            continue
        inside = [cls, *(child for child in cls.children.values() if isinstance(child, Function))]
        found.append(
            fingerprint(
                symbols.of(cls),
                role=role.get(cls) or ("model" if cls in findings.models else "class"),
                data=[name for entity in inside for name in data[entity]],
                calls=[*bases, *(target for entity in inside for target in calls[entity])],
                members=cls.bindings,
                words=[cls.scope.name, *cls.bindings, *(base.rpartition(".")[2] for base in bases)],
            )
        )
    return found


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
