"""Fields that clients may only send, or only read.

What it notices
    Fields of serializers and schemas that are declared so: `write_only`, `read_only`, `dump_only`, `load_only`,
    `exclude=True`, in the field itself or in `class Meta`.

Why it matters
    A password that is shown, or an owner that anybody may set, passes every test of what the field was made for.

Example
    class UserSerializer(ModelSerializer):
        password = CharField(write_only=True)

    field_access:shop.serializers.UserSerializer: `UserSerializer` never shows `password`.

Limits
    A field that goes with its declaration is another rule's. What a method takes out of an answer is not read.
"""

from collections.abc import Iterable, Iterator

from constraints.bodies import by_symbol
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph.answers import SchemaFieldView, schema_fields_in
from indexer.graph.names import SymbolView

SAYS = {"write": "never shows", "read": "lets nobody set"}
NOW = {"write": "shows `{}`, which clients could only send", "read": "lets clients set `{}`, which was for reading"}


def derive(subject: Subject) -> Iterator[Constraint]:
    for schema, rows in by_symbol(_kept(subject, subject.paths), lambda row: row.schema).items():
        ways = {way: [row.name for row in rows if row.only == way] for way in SAYS}
        yield Constraint(
            id=f"field_access:{schema}",
            family="permission",
            statement=f"`{ending(schema)}` "
            + " and ".join(f"{SAYS[way]} {listing(names, 6)}" for way, names in ways.items() if names),
            scope=Scope(symbols=(schema,), paths=(rows[0].place.path,)),
            origin="declared",
            severity="violation",
            evidence=tuple(Evidence(row.place, f"{row.name}: {row.only} only") for row in rows[:6]),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A field that is still there, and which clients see or set now."""
    if change.same("schema_fields", "symbols"):
        return
    paths = sorted(change.difference.paths)
    after = by_symbol(schema_fields_in(change.head.graph, paths), lambda row: row.schema)
    for schema, rows in by_symbol(_kept(change.base, paths), lambda row: row.schema).items():
        now = change.stands(schema)
        if now is None or now.kind != "class":
            continue
        there = {row.name: row for row in after.get(now.name, ())}
        for row in rows:
            other = there.get(row.name)
            if other is None:
                lost = row.type == "?"  # only how it may be used was said, and is said no more
            else:
                lost = other.only != row.only and (row.type == other.type or row.only == "write")
            if lost:
                yield _violation(now, row)


def _kept(subject: Subject, paths: Iterable[str] | None) -> list[SchemaFieldView]:
    asked = [path for path in (subject.files if paths is None else paths) if path in subject.files]
    return [row for row in schema_fields_in(subject.graph, asked) if row.only]


def _violation(schema: SymbolView, row: SchemaFieldView) -> Violation:
    return Violation(
        constraint=f"field_access:{schema.name}",
        family="permission",
        severity="violation" if row.only == "write" else "suspicion",
        place=schema.place,
        symbol=schema.name,
        message=f"`{ending(schema.name)}` {NOW[row.only].format(row.name)}",
        evidence=(Evidence(row.place, f"{row.name} was {row.only} only"),),
        fix=f"keep `{row.name}` as it was, or say in the change who may {'see' if row.only == 'write' else 'set'} it",
    )
