"""Values given to fields: by assignment, by keyword of what writes rows, by name. What tests set up is left out."""

from collections.abc import Iterator

from indexer.conduct.came_from import NOTHING
from indexer.conduct.came_from import Reader as Former
from indexer.conduct.conditions import held
from indexer.conduct.constants import constants_of, value_of
from indexer.conduct.found import Assignment
from indexer.conduct.meaning import Meaning
from indexer.conduct.setters import TELLS_STATE, gifts
from indexer.expressions import dotted, last_name, parts_of
from indexer.facts import Assign, Attribute, Await, Call, Conditional, Constant, Evaluate, Expression, Name
from indexer.graph.conduct_nodes import SETTER, ValueKind
from indexer.infer import rows as orm
from indexer.infer.body import Body
from indexer.infer.values import UNKNOWN
from indexer.resolve.entities import Class, Entity, Function, Instance, Variable
from indexer.resolve.evaluate.values import Const, EnumMember
from indexer.shown import show

LONGEST = 120  # characters of a value
BOOLEANS = frozenset({"BooleanField", "NullBooleanField", "Boolean", "bool", "BOOLEAN"})
UPDATES = frozenset({"update", "aupdate", "values", "set_"})
MAKES = orm.WRITES | orm.PAIR | UPDATES


def assignments(meaning: Meaning, body: Body) -> Iterator[Assignment]:
    reader = _Reader(meaning, body)
    for index, statement in enumerate(body.entity.scope.statements):
        kind = type(statement)
        if kind is Assign:
            for target in statement.targets:  # type: ignore[union-attr]
                if type(target) is Attribute:
                    yield from reader.assigned(statement, target, index)  # type: ignore[arg-type]
        elif kind is Evaluate:
            call = statement.value  # type: ignore[union-attr]
            if type(call) is Await:
                call = call.value
            if type(call) is Call and type(call.function) is Name and call.function.id == "setattr":
                yield from reader.set_by_name(call, index)
            elif type(call) is Call and _hands_constant(call):
                yield from reader.set_by_call(call, index)
    for note in body.edges.made:
        yield from reader.keywords(note.call, note.model, note.statement)
    for note in body.edges.queries:
        if note.model is not None and last_name(note.call) in MAKES:
            yield from reader.keywords(note.call, note.model, note.statement)


class _Reader:
    def __init__(self, meaning: Meaning, body: Body) -> None:
        self.meaning, self.models, self.body = meaning, meaning.models, body
        self.entity: Entity = body.entity

    def assigned(self, statement: Assign, target: Attribute, index: int) -> Iterator[Assignment]:
        if statement.value is not None:
            operator = f"{statement.operator}=" if statement.operator else "="
            rows = self._field(target.value, target.name, statement.value, operator, target.line, index, "attribute")
            yield from rows if not TELLS_STATE.search(target.name) else self._also_plain(rows, statement, target, index)

    def _also_plain(
        self, rows: Iterator[Assignment], statement: Assign, target: Attribute, index: int
    ) -> Iterator[Assignment]:
        """A state of a class that is no model, and whose annotation says that it is one of an enumeration."""
        found = list(rows)
        yield from found
        if found or statement.value is None or statement.operator:
            return
        for owner in self.meaning.classes_of(target.value, self.body, index)[:1]:
            held = self.meaning.inference.member(owner, target.name)
            known = self.meaning.inference.variable(held[1]) if held and isinstance(held[1], Variable) else None
            if held and type(known) is Instance and type(known.of) is Class and self.models.is_enum(known.of):
                yield self._row(
                    held[0], target.name, statement.value, "=", target.line, index, "attribute", target.value
                )

    def set_by_name(self, call: Call, index: int) -> Iterator[Assignment]:
        """`setattr(order, "status", value)`."""
        if len(call.arguments) == 3 and type(call.arguments[1]) is Constant:
            owner, name, value = call.arguments
            yield from self._field(owner, str(name.value), value, "=", call.line, index, "setattr")  # type: ignore[union-attr]

    def set_by_call(self, call: Call, index: int) -> Iterator[Assignment]:
        """`order.set_status("paid")`, `switch(order, Status.PAID)`: the step is the caller's."""
        callee, _ = self.meaning.called(call, self.body, index)
        if type(callee) is Function:
            for owner, name, value in gifts(callee, call):
                rows = self._field(owner, name, value, "=", call.line, index, SETTER)
                yield from (row for row in rows if row.constants)

    def keywords(self, call: Call, model: Class | None, index: int) -> Iterator[Assignment]:
        """`Order(status="new")`, `Order.objects.filter(...).update(status="paid")`, `get_or_create(defaults={...})`."""
        if model is None:
            return
        method = last_name(call) if last_name(call) in MAKES else "constructor"
        given = list(orm.keywords(call, lambda e: self.meaning.literal(e, self.body, index)))
        if method in orm.PAIR:
            defaults = [v for k, v in given if k in ("defaults", "create_defaults")]
            given = [(k, v) for k, v in given if k not in ("defaults", "create_defaults") and "__" not in k]
            given += [entry for value in defaults for entry in orm.entries(value)]
        if method in UPDATES:
            given += [entry for argument in call.arguments[:1] for entry in orm.entries(argument)]
        for name, value in given:
            holder = self.models.held(model, name)
            if holder is not None:
                yield self._row(holder[0], name, value, "=", call.line, index, method, within=call)

    def _field(
        self, owner: Expression, name: str, value: Expression, operator: str, line: int, index: int, by: str
    ) -> Iterator[Assignment]:
        known = self.meaning.value(owner, self.body, index)
        if known is None or known is UNKNOWN or (type(known) is Instance and type(known.of) is not Class):
            if (known is None or known is UNKNOWN) and self.models.has_field(name):
                yield self._row(None, name, value, operator, line, index, by, owner)
            return
        found = (self.models.held(cls, name) for cls in self.meaning.classes_of(owner, self.body, index))
        holders = {holder for holder, _ in filter(None, found)}
        if holders:
            model = holders.pop() if len(holders) == 1 else None
            yield self._row(model, name, value, operator, line, index, by, owner)

    def _row(
        self,
        model: Class | None,
        name: str,
        value: Expression,
        operator: str,
        line: int,
        index: int,
        by: str,
        owner: Expression | None = None,
        within: Call | None = None,
    ) -> Assignment:
        field = (self.models.canonical(model, name) if model is not None else None) or name
        kind, constants = self._kind(value, index)
        if operator != "=":
            constants = ()  # what is added is not what it will be
        given: tuple[str, ...] = ()
        before = NOTHING
        if self._tells_state(model, field, value):
            conditions = self.body.flow.dominating(index, within)
            given = tuple(dict.fromkeys(map(held, conditions)))
            former = Former(self.meaning, self.body, index)
            if owner is not None:
                before = former.assigned(owner, field, conditions)
            elif within is not None and by in UPDATES:
                before = former.narrowed(within, field, conditions)
        return Assignment(
            self.entity, line, model, field, show(value, LONGEST), kind, by, constants, operator, given, *before
        )

    def _tells_state(self, model: Class | None, field: str, value: Expression) -> bool:
        """Is it worth saying what held there?"""
        if TELLS_STATE.search(field) or (type(value) is Constant and isinstance(value.value, bool)):
            return True
        found = self.models.field(model, field) if model is not None else None
        return found is not None and (found.choices is not None or found.type in BOOLEANS)

    def _kind(self, value: Expression, index: int) -> tuple[ValueKind, tuple[str | int | float | bool | None, ...]]:
        """What sort of value it is, and the constants that it can be."""
        kind = type(value)
        if type(value) is Constant:
            return "constant", (value.value,)
        if kind is Conditional:
            ways = [self._kind(way, index)[1] for way in (value.then, value.otherwise)]  # type: ignore[union-attr]
            return "expression", (*ways[0], *ways[1]) if all(ways) else ()
        if kind is Name or kind is Attribute:
            literal = self.meaning.literal(value, self.body, index) if kind is Name else value
            if type(literal) is Constant:
                return "name", (literal.value,)
            found = value_of(self.meaning, literal, self.body, index)
            if isinstance(found, EnumMember):
                return "enum", constants_of(found)
            if isinstance(found, Const):
                plain = literal.value if type(literal) is Attribute and literal.name == "value" else literal
                owner = self.meaning.value(plain.value, self.body, index) if type(plain) is Attribute else None
                return "enum" if isinstance(owner, Class) and self.models.is_enum(owner) else "name", (found.value,)
            return "name", ()
        return ("f_expression" if _names_fields(value) else "expression"), ()


def _hands_constant(call: Call) -> bool:
    """Is anything that it is given written as a constant is, a text or a name in capitals?"""
    return any(map(_as_constant, call.arguments)) or any(_as_constant(value) for _, value in call.keywords)


def _as_constant(value: Expression) -> bool:
    if type(value) is Constant:
        return type(value.value) is str
    return (type(value) is Name or type(value) is Attribute) and any(
        part[:1].isupper() for part in (dotted(value) or "").split(".")
    )


def _names_fields(value: Expression) -> bool:
    """`F("total") + 1`, `Order.total + 1`."""
    if type(value) is Call and last_name(value) in ("F", "Case", "Coalesce"):
        return True
    return any(map(_names_fields, parts_of(value)))
