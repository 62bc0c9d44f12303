"""Walks every body once, in the order of the source."""

from indexer.expressions import expressions_of
from indexer.facts import Assign, Define, For, Match, With
from indexer.frameworks.findings import Findings
from indexer.resolve.edges import Edges
from indexer.resolve.entities import Class, Entity
from indexer.resolve.infer import recording
from indexer.resolve.infer.body import Body
from indexer.resolve.infer.inference import Inference
from indexer.resolve.program import Program


def infer(program: Program, findings: Findings) -> Edges:
    inference = Inference(program, findings)
    for module in program.modules:
        stack: list[Entity] = [module]
        while stack:
            entity = stack.pop()
            _walk(entity, inference)
            stack.extend(reversed(entity.children.values()))
    return inference.edges


def _walk(entity: Entity, inference: Inference) -> None:
    body = inference.body(entity)
    for index, statement in enumerate(entity.scope.statements):
        if isinstance(statement, Assign):
            if statement.value is not None:
                inference.value(statement.value, body, index)
            for target in statement.targets:
                recording.assigned(inference, target, body, index, statement.line, augmented=bool(statement.operator))
        elif isinstance(statement, Define):
            _header(entity.children[statement.scope], body, index, inference)
        elif isinstance(statement, For):
            inference.value(statement.iterable, body, index)
        elif isinstance(statement, With):
            for context, _ in statement.items:
                inference.value(context, body, index)
        else:
            for expression in expressions_of(statement):
                inference.value(expression, body, index)
            if isinstance(statement, Match):
                for block in entity.scope.blocks:
                    if block.owner == index and block.guard is not None:
                        inference.value(block.guard, body, index)


def _header(defined: Entity, around: Body, index: int, inference: Inference) -> None:
    """Decorators, defaults and bases are worked out where the definition stands."""
    definition = defined.definition
    for decorator, line in zip(definition.decorators, definition.decorator_lines, strict=True):
        recording.decorated(inference, decorator, around, index, line)
    for parameter in definition.parameters:
        if parameter.default is not None:
            inference.value(parameter.default, around, index)
    if isinstance(defined, Class):
        for base in definition.bases:
            inference.value(base, around, index)
