"""The fields that schemas of requests and answers declare: their types as written, and whether they must be given.

Sources: "Fields" and "Models" of pydantic.
"""

from collections.abc import Iterator

from indexer.conduct.found import SchemaField
from indexer.discover import is_test
from indexer.expressions import last_name
from indexer.facts import Assign, Call, Constant, Expression, Name
from indexer.resolve.program import Program
from indexer.shown import show

SCHEMAS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
SETTINGS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
DEFAULTS = frozenset({"default", "default_factory"})
LONGEST = 120  # characters of a type


def shapes(program: Program) -> Iterator[SchemaField]:
    """Of every class outside tests, in the order of the source; what ancestors declare is told of them alone."""
    for cls in program.classes_in_order:
        if is_test(cls.path) or not program.classes.is_a(cls, SCHEMAS) or program.classes.is_a(cls, SETTINGS):
            continue
        for statement in cls.scope.statements:
            if type(statement) is not Assign or statement.annotation is None:
                continue
            target = statement.targets[0]
            if type(target) is not Name or target.id.startswith("_") or last_name(statement.annotation) == "ClassVar":
                continue
            text = show(statement.annotation, LONGEST)
            yield SchemaField(cls, statement.line, target.id, text, _is_required(statement.value))


def _is_required(value: Expression | None) -> bool:
    """`name: str`, `name: str = ...`, `name: str = Field(max_length=9)`."""
    if value is None or show(value) == "...":
        return True
    if type(value) is Call and last_name(value) == "Field":
        if value.arguments:
            return show(value.arguments[0]) == "..." and type(value.arguments[0]) is Constant
        return not any(key in DEFAULTS for key, _ in value.keywords)
    return False
