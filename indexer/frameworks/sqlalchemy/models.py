"""SQLAlchemy 1.x and 2.x, Flask-SQLAlchemy and SQLModel: mapped classes with their columns and relationships.

Sources: the declarative mapping guide of SQLAlchemy 2.0 (and "1.x style" in 1.4), Flask-SQLAlchemy's "Models and
Tables", SQLModel's tutorial. A column is whatever evaluating the class body says is a call of one: house helpers that
return a column, partials and mixins need no code of their own.
"""

import re
from collections.abc import Iterable, Iterator

from indexer.expressions import last_name
from indexer.facts import Constant, Expression, Name, Subscript
from indexer.frameworks.findings import FieldFound, Findings, Framework, ModelFound, TableConstraintFound
from indexer.frameworks.sqlalchemy.columns import Columns, is_true, python_type
from indexer.resolve.entities import Class, External, Function, Variable
from indexer.resolve.evaluate.values import Arguments, Items, Made, Site, Value, name_of, text_of
from indexer.resolve.program import Program

BASES = frozenset(
    {
        "sqlalchemy.orm.DeclarativeBase",
        "sqlalchemy.orm.DeclarativeBaseNoMeta",
        "sqlalchemy.orm.declarative_base()",
        "sqlalchemy.orm.automap_base()",
        "sqlalchemy.ext.declarative.declarative_base()",
        "sqlalchemy.ext.declarative.api.declarative_base()",
        "sqlalchemy.orm.registry().generate_base()",
        "flask_sqlalchemy.SQLAlchemy().Model",
        "flask_sqlalchemy.SQLAlchemy().make_declarative_base()",
    }
)
ROOTS = frozenset({"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"})
SQLMODEL = frozenset({"sqlmodel.SQLModel", "sqlmodel.main.SQLModel"})
AS_DECLARATIVE = frozenset({"as_declarative", "mapped", "mapped_as_dataclass"})
COLUMNS = frozenset({"Column", "mapped_column"})
RELATIONSHIPS = frozenset({"relationship", "Relationship", "dynamic_loader"})
WRAPPED_COLUMNS = frozenset({"deferred", "column_property"})
DECLARED = frozenset({"declared_attr", "directive", "cascading"})
NOT_COLUMNS = frozenset({"ClassVar", "WriteOnlyMapped", "DynamicMapped"})

CONSTRAINTS = {
    "UniqueConstraint": "unique",
    "CheckConstraint": "check",
    "Index": "index",
    "ExcludeConstraint": "exclusion",
}


def recognise(program: Program, findings: Findings) -> None:
    reader = _Reader(program)
    # The classes of a migration are tables as they were then, not models of today.
    frozen = {m for m in program.modules if "down_revision" in m.bindings}
    for cls in program.classes_in_order:
        if cls.module in frozen:
            continue
        model = reader.model(cls)
        if model is not None:
            findings.models[cls] = model
    by_name = {model.cls.scope.name: model.cls for model in findings.models.values() if not model.abstract}
    for model in list(findings.models.values()):
        if model.framework != "django":
            _settle_targets(model, by_name, findings)


class _Reader:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.classes, self.names, self.evaluator = program.classes, program.names, program.evaluator
        self.columns = Columns(program)

    def model(self, cls: Class) -> ModelFound | None:
        framework = self._framework(cls)
        if framework is None:
            return None
        body = self.evaluator.class_body(cls)
        abstract = is_true(body.get("__abstract__"))
        fields: dict[str, FieldFound] = {}
        for owner in reversed(self.classes.mro(cls)):
            if isinstance(owner, Class):
                for name in owner.bindings:
                    fields.pop(name, None)  # hidden by what the class puts in its place
                for field in self._fields(owner, cls, framework):
                    fields[field.name] = field
        self._keys_of_table(cls, fields)
        table = self._table(cls, framework, fields)
        if not abstract and (table is None or not any(f.kind == "column" for f in fields.values())):
            abstract = True  # a base or mixin: nothing maps it to a table
        found = ModelFound(cls=cls, framework=framework, table=None if abstract else table, abstract=abstract)
        found.fields = fields
        found.constraints = list(self._constraints(cls))
        return found

    def _framework(self, cls: Class) -> str | None:
        ancestors = self.classes.ancestors(cls)
        if not ancestors.isdisjoint(SQLMODEL) and cls.name not in SQLMODEL:
            tables = (b for b in self.classes.mro(cls) if isinstance(b, Class))
            if any(k == "table" and v == Constant(True) for b in tables for k, v in b.definition.keywords):
                return "sqlmodel"
            return None
        if any(base.name in ROOTS for base in self.classes.bases(cls)):
            return None  # the base that models share is no model
        if not ancestors.isdisjoint(BASES):
            return "sqlalchemy"
        for owner in self.classes.mro(cls):
            if isinstance(owner, Class) and any(last_name(d) in AS_DECLARATIVE for d in owner.definition.decorators):
                return "sqlalchemy"
        return None

    # ------------------------------------------------------------------------------------ table

    def _table(self, cls: Class, framework: str, fields: dict[str, FieldFound]) -> str | None:
        named_itself = any(name.startswith("flask_sqlalchemy.") for name in self.classes.ancestors(cls))
        has_key = any(f.primary_key and f.declared_in is cls for f in fields.values())
        extended = self._extended(cls) if named_itself else None
        if extended is not None and not has_key:
            return extended.table  # whatever it calls itself: it has no key of its own
        for owner in self.classes.mro(cls):
            if not isinstance(owner, Class) or (extended is not None and owner is not cls):
                continue
            found = self.names.member(owner, "__tablename__") if "__tablename__" in owner.bindings else None
            if isinstance(found, Function):  # declared_attr: the name is made from the class
                made = text_of(self.evaluator.call(found, Arguments((cls,)), depth=0))
                return made if made is not None and "{" not in made else snake(cls.scope.name)
            if found is not None:
                return text_of(self.evaluator.class_body(owner).get("__tablename__")) or snake(cls.scope.name)
            table = self.evaluator.class_body(owner).get("__table__") if "__table__" in owner.bindings else None
            if isinstance(table, Made) and table.arguments.positional:
                return text_of(table.arguments.positional[0])
        if framework == "sqlmodel":
            return cls.scope.name.lower()
        if named_itself and any(f.primary_key for f in fields.values()):
            return snake(cls.scope.name)
        return None

    def _extended(self, cls: Class) -> ModelFound | None:
        """The model with a table that a class is built on."""
        above = [base for base in self.classes.mro(cls)[1:] if isinstance(base, Class)]
        return next((found for base in above if (found := self.model(base)) is not None and found.table), None)

    def _constraints(self, cls: Class) -> Iterator[TableConstraintFound]:
        for name, item in self._table_arguments(cls):
            if name not in CONSTRAINTS:
                continue
            kind = CONSTRAINTS[name]
            if kind == "index" and is_true(item.arguments.get("unique")):
                kind = "unique"
            given = self._names(cls, item.arguments.positional)
            called = text_of(item.arguments.get("name")) or (given.pop(0) if name == "Index" and given else "")
            text = given[0] if kind == "check" and given else ", ".join(given)
            fields = [] if kind == "check" else given
            yield TableConstraintFound(kind=kind, name=called, fields=fields, text=text, line=item.site.line)  # type: ignore[arg-type]

    def _table_arguments(self, cls: Class) -> Iterator[tuple[str, Made]]:
        """What stands in `__table_args__`, by the last part of its name."""
        if "__table_args__" in cls.bindings:
            value = self.evaluator.class_body(cls).get("__table_args__")
            for item in value.items if isinstance(value, Items) else [value]:
                if isinstance(item, Made):
                    yield name_of(item.callee).rpartition(".")[2], item

    def _names(self, cls: Class, values: Iterable[Value | None]) -> list[str]:
        """Texts, and for the columns of a class body written as themselves their names."""
        own = {id(value): name for name, value in self.evaluator.class_body(cls).items() if isinstance(value, Made)}
        named = (text_of(value) or own.get(id(value)) for value in values)
        return [name for name in named if name]

    def _keys_of_table(self, cls: Class, fields: dict[str, FieldFound]) -> None:
        """Primary and foreign keys that are declared for the table rather than for the column."""
        by_column = {f.column: f for f in fields.values() if f.kind == "column"}
        for name, item in self._table_arguments(cls):
            if name == "PrimaryKeyConstraint":
                for column in self._names(cls, item.arguments.positional):
                    if column in by_column:
                        by_column[column].primary_key, by_column[column].null = True, False
            elif name == "ForeignKeyConstraint":
                columns, targets = (
                    self._names(cls, value.items if isinstance(value, Items) else [])
                    for value in (item.arguments.get("columns", 0), item.arguments.get("refcolumns", 1))
                )
                for column, target in zip(columns, targets, strict=False):
                    if column in by_column and target:
                        by_column[column].references.append(target)

    # ------------------------------------------------------------------------------------ fields

    def _fields(self, owner: Class, model: Class, framework: str) -> Iterator[FieldFound]:
        body = self.evaluator.class_body(owner)
        pydantic = framework == "sqlmodel" and self.classes.is_a(owner, SQLMODEL)
        for name in owner.bindings:
            if name.startswith("__"):
                continue
            member = self.names.member(owner, name)
            if isinstance(member, Function) and member.parent is owner:
                if any(last_name(d) in DECLARED for d in member.definition.decorators):
                    value = self.evaluator.call(member, Arguments((model,)), depth=0)
                    yield from self._field(owner, name, member.line, value, member.definition.returns, False)
            elif isinstance(member, Variable) and member.statement is not None:
                annotation = member.statement.annotation
                mapped = annotation is not None and (pydantic or _head(annotation) == "Mapped")
                if mapped and last_name(annotation) not in NOT_COLUMNS and _head(annotation) not in NOT_COLUMNS:  # type: ignore[arg-type]
                    yield from self._field(owner, name, member.line, body.get(name), annotation, True)
                else:
                    yield from self._field(owner, name, member.line, body.get(name), None, False)

    def _field(
        self, owner: Class, name: str, line: int, value: Value | None, annotation: Expression | None, mapped: bool
    ) -> Iterator[FieldFound]:
        made = value if isinstance(value, Made) else None
        kind = name_of(made.callee).rpartition(".")[2] if made is not None else ""
        if made is not None and kind in WRAPPED_COLUMNS and made.arguments.positional:
            inner = made.arguments.positional[0]
            if isinstance(inner, Made) and name_of(inner.callee).rpartition(".")[2] in COLUMNS:
                made, kind = inner, name_of(inner.callee).rpartition(".")[2]
        if made is not None and kind in RELATIONSHIPS:
            yield self._relationship(owner, name, line, made, annotation)
        elif made is not None and (kind in COLUMNS or (mapped and kind == "Field")):
            yield self._column(owner, name, line, made.arguments, annotation)
        elif mapped and (made is None or kind not in ("association_proxy", "synonym", "column_property", "composite")):
            inner_type = python_type(annotation)
            if inner_type and inner_type[:1].isupper() and self._is_class(inner_type, owner):
                yield self._relationship(
                    owner, name, line, Made(External(""), Arguments(), _site(owner, line)), annotation
                )
            else:
                given = (("default", value),) if value is not None else ()
                yield self._column(owner, name, line, Arguments((), given), annotation)

    def _is_class(self, name: str, owner: Class) -> bool:
        found = self.names.resolve(Name(name), owner)
        return isinstance(found, Class) and self._framework(found) is not None

    def _column(
        self, owner: Class, name: str, line: int, arguments: Arguments, annotation: Expression | None
    ) -> FieldFound:
        field = FieldFound(name=name, declared_in=owner, line=line, column=name)
        self.columns.read(field, arguments, annotation, sqlmodel=self.classes.is_a(owner, SQLMODEL))
        return field

    def _relationship(
        self, owner: Class, name: str, line: int, made: Made, annotation: Expression | None
    ) -> FieldFound:
        target = made.arguments.get("argument", 0)
        field = FieldFound(name=name, declared_in=owner, line=line, kind="relation", type="relationship")
        if isinstance(target, Class):
            field.target = target
        elif text_of(target) is not None:
            field.target = text_of(target)
        elif annotation is not None:
            field.target = python_type(annotation) or None
        backref = made.arguments.get("backref")
        if isinstance(backref, Made) and backref.arguments.positional:
            backref = backref.arguments.positional[0]
        field.related_name = text_of(backref)
        return field


def _settle_targets(model: ModelFound, by_name: dict[str, Class], findings: Findings) -> None:
    """Relationship targets by class name, and the other side that a `backref` makes."""
    for field in list(model.fields.values()):
        if isinstance(field.target, str):
            field.target = by_name.get(field.target.rpartition(".")[2], field.target)
        if field.kind == "relation" and field.related_name and isinstance(field.target, Class) and not model.abstract:
            other = findings.models.get(field.target)
            if other is not None and field.related_name not in other.fields:
                other.fields[field.related_name] = FieldFound(
                    name=field.related_name,
                    declared_in=other.cls,
                    line=other.cls.line,
                    kind="relation",
                    type="relationship",
                    target=model.cls,
                )


def snake(name: str) -> str:
    """Flask-SQLAlchemy's own rule for table names."""
    name = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name)
    return name.lower().lstrip("_")


def _head(annotation: Expression) -> str:
    if type(annotation) is Constant and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2]
    return last_name(annotation.value) if type(annotation) is Subscript else ""


def _site(owner: Class, line: int) -> Site:
    return Site(owner.path, line)


FRAMEWORK = Framework("sqlalchemy", ("sqlalchemy", "flask_sqlalchemy", "sqlmodel"), recognise)
