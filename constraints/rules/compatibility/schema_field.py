"""Fields that requests and answers are made of.

What it notices
    The fields of the schemas that lie with entry points, models or other schemas, their types, and which of them must
    be given; the parameters that a handler does not ask for.

Why it matters
    A schema is the contract with every client. A field that goes or takes another type breaks those that read it; one
    that must be given now breaks those that never sent it.

Example
    class OrderRead(BaseModel):
        id: int
        total: Decimal

    schema_field:shop.schemas.OrderRead: `OrderRead` has `id` and `total`.

Limits
    A type is compared as it is written, and only where both are plain. Whether a schema answers or asks is told by its
    name. What a schema inherits is told of the class that declares it.
"""

import re
from collections.abc import Iterator

from constraints.bodies import bodies, by_symbol
from constraints.change import Change
from constraints.constraint import Constraint, Evidence, Scope, Severity, Violation
from constraints.phrases import ending, listing
from constraints.subject import Subject
from indexer.graph import Place
from indexer.graph.answers import SchemaFieldView, schema_fields_in
from indexer.graph.classes import ancestry
from indexer.graph.uses import uses_in
from indexer.graph.web import handlers

ROLES = ("schema", "entry point", "model")  # of modules whose schemas clients meet
PLAIN = frozenset(
    {"int", "str", "bool", "float", "bytes", "datetime", "date", "time", "timedelta", "uuid", "decimal", "dict", "list"}
)
ANSWERS = re.compile(r"(Read|Out|Response|Public|View|Detail|Pagination)$")
NAME = re.compile(r"^([A-Za-z_]\w*)(:|$)")
INJECTED = re.compile(r"^(Depends|Security)\(")


def derive(subject: Subject) -> Iterator[Constraint]:
    paths = list(subject.files if subject.paths is None else subject.paths)
    for schema, rows in by_symbol(_fields(subject, paths), lambda row: row.schema).items():
        yield Constraint(
            id=f"schema_field:{schema}",
            family="compatibility",
            statement=f"`{ending(schema)}` has {listing([row.name for row in rows], 12)}",
            scope=Scope(symbols=(schema,), paths=(rows[0].place.path,)),
            origin="declared",
            severity="violation",
            evidence=(Evidence(rows[0].place, "the first of them"),),
        )


def broken(change: Change) -> Iterator[Violation]:
    """A schema that is still there and has less, another type, or asks for more."""
    if not change.same("schema_fields"):
        yield from _fewer(change)
    yield from _parameters(change)


def _fewer(change: Change) -> Iterator[Violation]:
    paths = sorted(change.difference.paths)
    after = by_symbol(schema_fields_in(change.head.graph, paths), lambda row: row.schema)
    for schema, rows in by_symbol(_fields(change.base, paths), lambda row: row.schema).items():
        now = change.stands(schema)
        if now is None or now.kind != "class":
            continue
        there = {row.name: row for row in after.get(now.name, ())}
        gone = [row for row in rows if row.name not in there and row.type != "?"]
        if gone and all(not row.type for row in gone):  # fields of a model that it lists: another rule's, if known
            shown = {use.field for use in uses_in(change.base.graph, symbol=schema, use="expose")}
            gone = [row for row in gone if row.name not in shown]
        if gone and not _inherits_more(change, schema):
            yield _violation(now.name, now.place, f"no longer has {listing([row.name for row in gone])}", gone[0])
        for row in rows:
            other = there.get(row.name)
            if other is None:
                continue
            was, is_now = _plain(row.type), _plain(other.type)
            if was and is_now and was != is_now:
                yield _violation(now.name, other.place, f"has `{row.name}` as `{other.type}`, not `{row.type}`", row)
            elif other.required and not row.required and not ANSWERS.search(schema):
                yield _violation(now.name, other.place, f"asks for `{row.name}`, which could be left out", row)


def _parameters(change: Change) -> Iterator[Violation]:
    """Of handlers whose signature says what a request holds."""
    for body in bodies(change):
        if body.before.signature == body.after.signature or body.before.name not in _handlers(change):
            continue
        before, after = _given(body.before.signature), _given(body.after.signature)
        for name, default in before.items():
            if default is not None and name in after and after[name] is None and not INJECTED.match(default):
                row = SchemaFieldView(body.before.name, body.before.place, name, default, required=False)
                what = f"asks for `{name}`, which could be left out"
                yield _violation(body.after.name, body.after.place, what, row, "suspicion")


def _handlers(change: Change) -> frozenset[str]:
    def compute() -> frozenset[str]:
        routed = handlers(change.base.graph, with_path=True)
        return frozenset(handler for handler, path in routed if not change.base.is_test(path))

    return change.derived("handlers with a path", compute)


def _violation(name: str, place: Place, what: str, row: SchemaFieldView, severity: Severity = "violation") -> Violation:
    return Violation(
        constraint=f"schema_field:{name}",
        family="compatibility",
        severity=severity,
        place=place,
        symbol=name,
        message=f"`{ending(name)}` {what}",
        evidence=(Evidence(row.place, f"{row.name}: {row.type}"),),
        fix="keep what clients know beside what is new, or version the path",
    )


def _fields(subject: Subject, paths: list[str]) -> list[SchemaFieldView]:
    asked = [path for path in paths if path in subject.files and subject.files[path].role in ROLES]
    return schema_fields_in(subject.graph, asked)


def _inherits_more(change: Change, schema: str) -> bool:
    """Its bases are others now: what it lost may have moved there."""
    now = change.now(schema)
    before = [change.now(up.name) for up in ancestry(change.base.graph, schema)]
    return before != [up.name for up in ancestry(change.head.graph, now)]


def _plain(type: str) -> str:
    """`Optional[int]` and `int | None` are an int; '' for what is not plain."""
    words = {word.casefold() for word in re.findall(r"\w+", type)} - {"optional", "union", "none", "typing", "t"}
    return next(iter(words)) if len(words) == 1 and words <= PLAIN else ""


def _given(signature: str) -> dict[str, str | None]:
    """The parameters of `(id: int, *, days: int = 7)`, with their defaults. What is cut short ends its brackets."""
    found: dict[str, str | None] = {}
    depth, start, default, inner = 0, 0, -1, signature[1:-1]
    for place, sign in enumerate(f"{inner},"):
        depth = 0 if sign == "…" else depth + (sign in "([{") - (sign in ")]}")
        if sign == "=" and depth == 0 and default < 0:
            default = place
        if sign == "," and depth == 0:
            name = NAME.match(inner[start : default if default >= 0 else place].strip())
            if name is not None:
                found[name[1]] = inner[default + 1 : place].strip() if default >= 0 else None
            start, default = place + 1, -1
    return found
