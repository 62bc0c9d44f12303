"""What is written above a view: its decorators by name, `method_decorator` taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.facts import Call
from indexer.frameworks.django.views import wrapper
from indexer.resolve.entities import Class, External, Function, Module, Variable
from indexer.resolve.evaluate.values import Items, Made, Value, name_of, text_of
from indexer.resolve.program import Program

METHOD_DECORATOR = "django.utils.decorators.method_decorator"


@dataclass(slots=True, frozen=True)
class Decorator:
    name: str  # dotted
    entity: Class | Function | None
    value: Value | None  # the decorator itself, with its arguments where it has some
    method: str = ""  # of a class: the method that it is put around


def decorators(program: Program, entity: Class | Function) -> list[Decorator]:
    """In order of the source: outermost first."""
    return [d for written in entity.definition.decorators for d in _taken_apart(program, entity, written)]


def _taken_apart(program: Program, entity: Class | Function, written: object) -> Iterator[Decorator]:
    at = entity.parent or entity.module
    value = program.evaluator.value(written, at)  # type: ignore[arg-type]
    if isinstance(value, Made) and value.name == METHOD_DECORATOR:
        method = text_of(value.arguments.get("name", 1)) or ""
        inner = value.arguments.get("decorator", 0)
        for one in inner.items if isinstance(inner, Items) else [inner]:
            if one is not None:
                found = wrapper(program, one, None)
                yield Decorator(found.name, found.entity, one, method)
        return
    resolved = program.names.resolve(written.function if type(written) is Call else written, at)  # type: ignore[arg-type]
    if isinstance(resolved, Variable):
        yield Decorator(resolved.name, None, value)
    elif isinstance(resolved, Class | Function | External):
        yield Decorator(resolved.name, resolved if not isinstance(resolved, External) else None, value or resolved)
    elif value is not None and not isinstance(value, Module):
        yield Decorator(name_of(value), None, value)
