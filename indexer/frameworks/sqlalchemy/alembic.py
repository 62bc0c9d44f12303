"""Alembic migrations: every operation in the order in which it runs, and the tables that all of them leave.

`upgrade` of each revision is run abstractly, from the first to the last; helpers that it calls are followed.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from indexer.discover import is_test
from indexer.facts import Jump, Raise
from indexer.frameworks.drift import drift
from indexer.frameworks.findings import (
    DriftFound,
    FieldFound,
    Findings,
    Framework,
    MigratedColumn,
    MigrationFound,
    ModelFound,
    RevisionFound,
)
from indexer.frameworks.order import ordered
from indexer.frameworks.sqlalchemy.alembic_replay import Replay
from indexer.frameworks.sqlalchemy.columns import Columns, texts
from indexer.resolve.entities import Class, External, Function, Module
from indexer.resolve.evaluate.values import Arguments, text_of
from indexer.resolve.program import Program

MARKS = ("revision", "down_revision")
FAMILIES = {  # names of one type that databases do not tell apart
    "VARCHAR": "String", "NVARCHAR": "String", "Unicode": "String", "AutoString": "String", "CHAR": "String",
    "TEXT": "Text", "UnicodeText": "Text", "INTEGER": "Integer", "INT": "Integer", "BIGINT": "BigInteger",
    "SMALLINT": "SmallInteger", "BOOLEAN": "Boolean", "FLOAT": "Float", "DATETIME": "DateTime", "DATE": "Date",
    "TIMESTAMP": "DateTime", "TIME": "Time", "NUMERIC": "Numeric", "DECIMAL": "Numeric", "JSONB": "JSON",
    "BLOB": "LargeBinary", "BYTEA": "LargeBinary", "VARBINARY": "LargeBinary",
}  # fmt: skip
PLAIN = frozenset({*FAMILIES.values()})


def recognise(program: Program, findings: Findings) -> None:
    scripts = [m for m in program.modules if all(name in m.bindings for name in MARKS) and not is_test(m.file_path)]
    if not scripts:
        return
    in_order, depends_on = _order(program, scripts)
    replay = Replay(Columns(program))
    begun = {name for names in depends_on.values() for name in names}
    start = len(findings.revisions)
    for sequence, module in enumerate(in_order, start):
        name = _revision(program, module)
        findings.revisions.append(
            RevisionFound(
                entity=module,
                app="",
                name=name,
                sequence=sequence,
                depends_on=depends_on[module],
                leaf=name not in begun,
            )
        )
        findings.migrations += _operations(program, replay, module, name)
    findings.migrated += [table for table in replay.tables.values() if table.columns]
    findings.drift += _drift(findings, replay)


FRAMEWORK = Framework("alembic", ("alembic",), recognise)


def _order(program: Program, scripts: list[Module]) -> tuple[list[Module], dict[Module, list[str]]]:
    named = {_revision(program, module): module for module in scripts}
    depends_on = {module: list(_names(program, module)) for module in scripts}
    scripts.sort(key=lambda module: module.file_path)
    return ordered(scripts, lambda m: [named[name] for name in depends_on[m] if name in named]), depends_on


def _revision(program: Program, module: Module) -> str:
    return text_of(program.evaluator.module(module).get("revision")) or module.name.rpartition(".")[2]


def _names(program: Program, module: Module) -> Iterator[str]:
    """What runs before: one revision, several where branches are merged, and those depended on."""
    body = program.evaluator.module(module)
    for key in ("down_revision", "depends_on"):
        value = body.get(key)
        text = text_of(value)
        yield from [text] if text else texts(value)


def _operations(program: Program, replay: Replay, module: Module, name: str) -> Iterator[MigrationFound]:
    upgrade = program.names.member(module, "upgrade")
    if not isinstance(upgrade, Function):
        return
    reversible = _does_something(program.names.member(module, "downgrade"))
    evaluator = program.evaluator
    begun = len(evaluator.made)
    handed = tuple((p, External("alembic.op")) for p in upgrade.parameters if p == "op")  # by a runner of its own
    evaluator.follow(upgrade, Arguments((), handed))
    position = -1
    for made in evaluator.made[begun:]:
        steps = list(replay.run(module, made))
        position += bool(steps)
        for step in steps:
            yield MigrationFound(
                entity=module,
                app="",
                name=name,
                position=position,
                operation=step.operation,
                kind=step.kind,
                model=step.table,
                field=step.column,
                line=step.line,
                online=step.online,
                reversible=reversible if step.kind in ("run_sql", "run_code") else None,
                before=step.before,
                after=step.after,
            )


def _does_something(downgrade: object) -> bool:
    if not isinstance(downgrade, Function):
        return False
    return any(type(statement) not in (Jump, Raise) for statement in downgrade.scope.statements)


# ------------------------------------------------------------------------------------------------- drift


def _drift(findings: Findings, replay: Replay) -> Iterator[DriftFound]:
    """Of models whose tables were made by migrations; of others only where every table was."""
    if replay.unread:
        return
    made_elsewhere = any(not table.complete for table in replay.tables.values())
    models = [m for m in findings.models.values() if m.framework != "django" and m.table and not is_test(m.cls.path)]
    sharing: dict[str, list[ModelFound]] = {}
    for model in models:
        sharing.setdefault(model.table or "", []).append(model)
    for name, several in sharing.items():
        table = replay.tables.get(name)
        if table is None and made_elsewhere:
            continue
        together = {c: f for model in several for c, f in _columns(model, findings).items()}
        first = several[0]
        yield from drift(first, together, table, complete=True, same_type=_same_type)


def _columns(model: ModelFound, findings: Findings) -> dict[str, FieldFound]:
    """The columns of a model's own table, those of a table that it joins left out."""
    found: dict[str, FieldFound] = {}
    alone = {c.fields[0] for c in model.constraints if c.kind == "unique" and len(c.fields) == 1}
    for field in model.fields.values():
        owner = findings.models.get(field.declared_in) if isinstance(field.declared_in, Class) else None
        elsewhere = owner is not None and owner.table not in (None, model.table)
        if field.kind == "column" and field.column and not elsewhere:
            unique = field.unique or field.name in alone or field.column in alone
            found[field.column] = replace(field, unique=unique)
    return found


def _same_type(field: FieldFound, column: MigratedColumn) -> bool:
    """Types of the repository's own, and those that are of one database, may be stored as anything."""
    if field.type != field.base or column.type != column.base:
        return True  # so is one that an operation on tables which are not known may have changed
    said, migrated = (FAMILIES.get(c.base, c.base) for c in (field, column))
    return said == migrated or said not in PLAIN or migrated not in PLAIN
