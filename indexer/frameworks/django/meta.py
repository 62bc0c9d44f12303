"""What `class Meta` of a model says: abstract, proxy, app, table, and the constraints and indexes of the table."""

from collections.abc import Iterator
from typing import Literal

from indexer.expressions import parts_of
from indexer.facts import Assign, Call, Expression
from indexer.frameworks.findings import TableConstraintFound
from indexer.resolve.entities import Class
from indexer.resolve.evaluate.values import Const, Items, Made, Value, name_of, text_of
from indexer.resolve.program import Program
from indexer.shown import show

Kind = Literal["unique", "check", "exclusion", "index"]
KINDS: dict[str, Kind] = {"UniqueConstraint": "unique", "CheckConstraint": "check", "ExclusionConstraint": "exclusion"}
TOGETHER = {"unique_together": "unique", "index_together": "index"}


def meta_of(program: Program, model: Class) -> Class | None:
    """The Meta that counts for a model: its own, or that of the nearest abstract model above it."""
    for owner in program.classes.mro(model):
        if isinstance(owner, Class):
            found = program.names.member(owner, "Meta")
            if isinstance(found, Class) and (owner is model or is_abstract(program, owner)):
                return found
    return None


def is_abstract(program: Program, model: Class) -> bool:
    """Only a Meta of its own makes a model abstract: Django resets the flag on the way down."""
    meta = program.names.member(model, "Meta")
    if not isinstance(meta, Class):
        return False
    for owner in program.classes.mro(meta):
        if isinstance(owner, Class) and "abstract" in owner.bindings:
            inherited = owner is not meta and owner.scope.name == "Meta"
            return not inherited and program.evaluator.class_body(owner).get("abstract") == Const(True)
    return False


def is_proxy(program: Program, model: Class) -> bool:
    meta = program.names.member(model, "Meta")
    return isinstance(meta, Class) and program.evaluator.class_attribute(meta, "proxy") == Const(True)


def option(program: Program, model: Class, name: str) -> Value | None:
    meta = meta_of(program, model)
    return program.evaluator.class_attribute(meta, name) if meta is not None else None


def table_constraints(program: Program, model: Class, app: str) -> Iterator[TableConstraintFound]:
    meta = meta_of(program, model)
    if meta is None:
        return
    for name, kind in TOGETHER.items():
        line, written = written_option(program, meta, name, model)
        for fields in together(option(program, model, name)):
            text = show(written) if written is not None else ""
            yield TableConstraintFound(kind=kind, name="", fields=fields, text=f"{name} = {text}", line=line)  # type: ignore[arg-type]
    for name in ("constraints", "indexes"):
        line, written = written_option(program, meta, name, model)
        value = option(program, model, name)
        for item in value.items if isinstance(value, Items) else []:
            if isinstance(item, Made):
                inside = item.site.path == model.path
                call = _call_at(written, item.site.line) if written is not None else None
                yield _constraint(item, model, app, line=item.site.line if inside else line, written=call)


def _constraint(made: Made, model: Class, app: str, *, line: int, written: Expression | None) -> TableConstraintFound:
    last = name_of(made.callee).rpartition(".")[2]
    name = text_of(made.arguments.get("name")) or ""
    return TableConstraintFound(
        kind=constraint_of(made),
        name=name.replace("%(class)s", model.scope.name.lower()).replace("%(app_label)s", app),
        fields=list(dict.fromkeys(fields_of_constraint(made))),
        text=show(written, 300) if written is not None else last,
        line=line,
    )


def constraint_of(made: Made) -> Kind:
    """What a constraint or index is."""
    return KINDS.get(name_of(made.callee).rpartition(".")[2], "index")


def fields_of_constraint(made: Made) -> Iterator[str]:
    """Names of fields in `fields=[...]`, expressions, and the condition of a check."""
    fields = made.arguments.get("fields")
    if fields is not None:
        yield from _names(fields)
        return
    for value in made.arguments.positional:
        yield from _names(value)
    for key in ("expressions", "check", "condition"):
        if key == "condition" and "CheckConstraint" not in name_of(made.callee):
            continue  # the rows that a unique constraint or index is about
        yield from _names(made.arguments.get(key))


def _names(value: Value | None) -> Iterator[str]:
    if isinstance(value, Const) and isinstance(value.value, str):
        yield value.value.lstrip("-").partition("__")[0]
    elif isinstance(value, Items):
        for item in value.items:
            first = item.items[0] if isinstance(item, Items) and item.items else item  # ("field", operator)
            yield from _names(first)
    elif isinstance(value, Made):
        yield from _names_of_expression(value)


def _names_of_expression(made: Made) -> Iterator[str]:
    if name_of(made.callee).rpartition(".")[2] == "Q":
        yield from (name.partition("__")[0] for name, _ in made.arguments.named if not name.startswith("_"))
    elif name_of(made.callee).rpartition(".")[2] not in ("Value", "RawSQL", "OpClass"):
        for value in made.arguments.positional:
            yield from _names(value)
    elif made.name.endswith(".OpClass"):
        yield from _names(made.arguments.get("expression", 0))


def together(value: Value | None) -> Iterator[list[str]]:
    """`("a", "b")`, or several of them."""
    if isinstance(value, Items) and value.items:
        if all(isinstance(i, Const) for i in value.items):
            yield [str(i.value) for i in value.items if isinstance(i, Const)]
        else:
            for item in value.items:
                yield from together(item)


def written_option(program: Program, meta: Class, name: str, model: Class) -> tuple[int, Expression | None]:
    """The line in the model's file that an option stands on (the model's own where it is inherited), and its value."""
    for owner in program.classes.mro(meta):
        if isinstance(owner, Class) and name in owner.bindings:
            statements = owner.scope.statements
            index = owner.bindings[name][-1].statement
            statement = statements[index] if index < len(statements) else None
            if type(statement) is Assign:
                return statement.line if owner.path == model.path else model.line, statement.value
    return model.line, None


def _call_at(expression: Expression, line: int) -> Call | None:
    if type(expression) is Call and expression.line == line:
        return expression
    return next((c for part in parts_of(expression) if (c := _call_at(part, line)) is not None), None)
