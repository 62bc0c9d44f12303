"""What the declarations of machines have in common: states as values, conditions by name, fields that hold a state."""

import re
from collections.abc import Iterator

from indexer.facts import Constant, Expression, Name
from indexer.frameworks.findings import FieldFound, Findings
from indexer.resolve.entities import Class, Entity, Function
from indexer.resolve.evaluate.values import Closure, Const, EnumMember, Items, Member, Value
from indexer.resolve.program import Program
from indexer.shown import show

ANY = "*"
START = ""  # where an object that is new comes from
ASKED = "?"  # decided while it runs
TELLS_STATE = re.compile(r"(^|_)(status|state|stage|phase)$")


def state(value: Value | None, *, by_name: bool = False) -> str | None:
    """A state as the row holds it; `by_name`: members of enumerations go by their names."""
    if isinstance(value, EnumMember):
        held = state(value.value)
        return value.name if by_name or held is None else held
    if isinstance(value, Const) and value.value is not None and not isinstance(value.value, bool):
        return str(value.value)
    return None


def states(program: Program, value: Value | None, *, by_name: bool = False) -> list[str] | None:
    """One or several; None where one of them is not known."""
    one = state(value, by_name=by_name)
    if one is not None:
        return [one]
    if not isinstance(value, Items | Class) or (isinstance(value, Items) and not value.complete):
        return None
    found = [state(item, by_name=by_name) for item in program.evaluator.iterate(value) or ()]
    return [one for one in found if one is not None] if None not in found else None


def conditions(program: Program, value: Value | None) -> Iterator[str]:
    """Names of what has to hold, in order."""
    for item in value.items if isinstance(value, Items) else [value]:
        if isinstance(item, Const) and isinstance(item.value, str):
            yield item.value
        elif isinstance(item, Closure):
            yield item.function.scope.name
        elif isinstance(item, Function | Class):
            yield item.scope.name
        elif isinstance(item, Member):
            yield item.name
        elif item is not None and (name := program.outside_name(item)):
            yield name.rpartition(".")[2]


def field_named(expression: Expression | None) -> str:
    """`field=status`, `field="status"`."""
    if type(expression) is Name:
        return expression.id
    return str(expression.value) if type(expression) is Constant else ""


def written(expression: Expression) -> str:
    return show(expression, 80)


def state_field(findings: Findings, cls: Entity, table: str = "") -> FieldFound | None:
    """The one field of a model that tells its state; of several the one that a table is named after."""
    model = findings.models.get(cls) if isinstance(cls, Class) else None
    fields = list(model.fields.values()) if model is not None else []
    telling = [field for field in fields if field.kind == "column" and TELLS_STATE.search(field.name)]
    named = [field for field in telling if re.search(rf"(^|_){re.escape(field.name)}(_|$)", table.lower())]
    found = named or telling
    return found[0] if len(found) == 1 else None
