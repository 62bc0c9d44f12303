"""Lists, tuples and dictionaries by the expression that makes them: what is put in, and what comes out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexer.facts import Collection, Constant, Expression, Mapping, Name, Starred
from indexer.infer.body import Body, Rest, is_none
from indexer.infer.cells import Cell, Push
from indexer.infer.questions import MEANING
from indexer.infer.values import (
    MOST_CONSTANTS,
    OF_KIND,
    UNKNOWN,
    Generated,
    Items,
    Known,
    Listed,
    OneOf,
    Rows,
    Several,
    Table,
    either,
    joined,
    members_of,
)
from indexer.resolve.entities import Variable
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.infer.inference import Inference

Key = str | int | float | bool | None

MOST_PLACES = 64  # of a list that are told apart


def items(body: Body, made_by: object, kind: str) -> Items:
    """`made_by`: whatever tells it from the others of this body."""
    found = body.containers.get(made_by)
    if type(found) is not Items:
        found = body.containers[made_by] = Items(kind, [], Cell(), body)
    return found


def table(body: Body, made_by: object) -> Table:
    found = body.containers.get(made_by)
    if type(found) is not Table:
        found = body.containers[made_by] = Table({}, Cell(), body)
    return found


def display(inference: "Inference", expression: Collection, body: Body, index: int) -> Known | None:
    kind = expression.kind
    value_of = inference.value
    values = [value_of(item, body, index) for item in expression.items]
    if kind == "slice":
        return None
    if values and not any(values) and not is_none(expression.items[0]):
        return OF_KIND[kind]
    made = items(body, id(expression), kind)
    exact = True
    for place, (item, value) in enumerate(zip(expression.items, values, strict=True)):
        exact = exact and type(item) is not Starred and place < MOST_PLACES
        if type(item) is Starred:
            value = item_of(inference, value)
        put(inference, made, place if exact else None, value)
    return made


def mapping(inference: "Inference", expression: Mapping, body: Body, index: int) -> Known | None:
    value_of = inference.value
    for key in expression.keys:
        if key is not None and type(key) is not Constant:
            value_of(key, body, index)
    values = [value_of(value, body, index) for value in expression.values]
    if values and not any(values):
        return OF_KIND["dict"]
    made = table(body, id(expression))
    for key, value in zip(expression.keys, values, strict=True):
        if key is None:
            merge(inference, made, value)
        elif value is not None:
            if type(key) is Constant:
                store(inference, made, key.value, value)
            else:
                store_all(inference, made, keys_of(inference, key, body, index), value)
    return made


def put(
    inference: "Inference", made: Items, place: int | None, value: Known | None, *, push: Push | None = None
) -> None:
    push = push or inference.filling(made)
    if place is None:
        push(made.anywhere, value)
        return
    while len(made.places) <= place:
        made.places.append(_cell_for_readers_of(made))
    push(made.places[place], value)


def _cell_for_readers_of(made: Items | Table) -> "Cell[Known]":
    """Who has asked for what was not there is told when it comes."""
    cell: Cell[Known] = Cell()
    cell.readers = set(made.anywhere.readers) if made.anywhere.readers else None
    return cell


def store(inference: "Inference", made: Table, key: Key, value: Known | None, *, push: Push | None = None) -> None:
    if value is not None:
        cell = made.entries.get(key)
        if cell is None:
            cell = made.entries[key] = _cell_for_readers_of(made)
        (push or inference.filling(made))(cell, value)


def store_all(inference: "Inference", made: Table, keys: Sequence[Key], value: Known | None) -> None:
    """Under each of these keys; under none of them where they are not known."""
    for key in keys:
        store(inference, made, key, value)
    if not keys:
        inference.filling(made)(made.anywhere, value)


def merge(inference: "Inference", made: Table, other: Known | None) -> None:
    """`{**other}`, `made.update(other)`."""
    for member in members_of(other):
        if type(member) is Table and member is not made:
            inference.read(member.anywhere)
            for key, cell in list(member.entries.items()):
                store(inference, made, key, inference.read(cell))
            inference.filling(made)(made.anywhere, inference.read(member.anywhere))


def at_key(inference: "Inference", made: Items | Table, keys: list[str | int]) -> Known | None:
    """What stands under these keys; with none known, everything that may come out."""
    if not keys:
        return joined(everything(inference, made))
    found: list[Known | None] = [inference.read(made.anywhere)]
    for key in keys:
        if type(made) is Table:
            cell = made.entries.get(key)
            if cell is None:
                inference.read(made.anywhere)
            else:
                found.append(inference.read(cell))
        elif type(made) is Items and type(key) is int and -len(made.places) <= key < len(made.places):
            found.append(inference.read(made.places[key]))
    return joined(found)


def everything(inference: "Inference", made: Items | Table) -> list[Known | None]:
    cells = made.places if type(made) is Items else list(made.entries.values())
    return [inference.read(cell) for cell in [*cells, made.anywhere]]


def item_of(inference: "Inference", value: Known | None) -> Known | None:
    """What iterating gives: every item in turn."""
    if value is None:
        return None
    if value is UNKNOWN:
        return UNKNOWN
    kind = type(value)
    if kind is OneOf:
        return joined(item_of(inference, member) for member in members_of(value))
    if kind is Rows:
        return value.model.instance  # type: ignore[union-attr]
    if kind is Listed:
        return value.item  # type: ignore[union-attr]
    if kind is Items:
        return joined(everything(inference, value))  # type: ignore[arg-type]
    if kind is Several:
        return joined(value.items)  # type: ignore[union-attr]
    if kind is Generated:
        generator = inference.body(value.function)  # type: ignore[union-attr]
        inference.ensure(generator)
        yielded: Known | None = inference.read(generator.yielded)
        return yielded
    return None


def step(inference: "Inference", value: Known | None, way: int | Rest, *, body: Body, made_by: object) -> Known | None:
    """What a place of a target takes when a value is unpacked."""
    if value is UNKNOWN:
        return UNKNOWN
    found: Known | None = None
    for member in members_of(value):
        if type(member) is Several:
            inside = type(way) is int and -len(member.items) <= way < len(member.items)
            part = member.items[way] if inside else None  # type: ignore[index]
        elif type(member) is Items and member.places:
            inference.read(member.anywhere)
            if type(way) is not Rest:
                part = at_key(inference, member, [way])  # type: ignore[list-item]
            else:
                end = len(member.places) - way.back
                part = slice_of(inference, member, way.front, end, items(body, made_by, "list"))
        else:
            part = item_of(inference, member)
            if type(way) is Rest and part is not None:
                part = Listed(part) if not isinstance(part, Listed | Several) else None
        found = either(found, part)
    return found


def slice_of(inference: "Inference", of: Items, start: int, end: int, made: Items) -> Items:
    for place, cell in enumerate(of.places[start:end]):
        put(inference, made, place, inference.read(cell))
    inference.push(made.anywhere, inference.read(of.anywhere))
    return made


def copied(inference: "Inference", of: Items | Table, body: Body, made_by: object) -> Items | Table:
    """What is put into a copy later is not in what it was made of."""
    if type(of) is Items:
        return slice_of(inference, of, 0, len(of.places), items(body, ("copy", made_by), of.kind))
    made = table(body, ("copied", made_by))
    merge(inference, made, of)
    return made


def keys_of(inference: "Inference", expression: Expression, body: Body, index: int) -> list[str | int]:
    """The strings and numbers that an expression may be: a literal, a constant of a module, a parameter with known
    callers. None at all where that is not known."""
    if type(expression) is Constant:
        return [expression.value] if isinstance(expression.value, str | int) else []
    if type(expression) is not Name or expression.id in body.inner:
        return []
    inference.ask(MEANING, body.entity, expression.id)
    found = inference.names.name(expression.id, body.entity)
    if type(found) is Variable:
        statement = found.statement
        several = found.owner.bindings.get(found.local_name, ())
        if statement is not None and len(several) == 1 and type(statement.value) is Constant and not statement.operator:
            return keys_of(inference, statement.value, body, index)
    if type(found) is Local:
        owner = inference.body(found.function)
        numbers = owner.numbers.get(found.name)
        if numbers:
            binding = found.function.scope.bindings[numbers[0]]
            written = found.function.scope.statements[binding.statement]
            if len(numbers) == 1 and binding.kind == "assign" and found.name not in owner.parameters:
                value = getattr(written, "value", None)
                if type(value) is Constant and not getattr(written, "operator", ""):
                    return keys_of(inference, value, body, index)
            return []
        parameter = owner.parameters.get(found.name)
        if parameter is not None and parameter.kind not in ("star", "double_star"):
            cell = owner.constants.setdefault(found.name, Cell())
            known = set(inference.read(cell) or ())
            if type(parameter.default) is Constant and isinstance(parameter.default.value, str | int):
                known.add(parameter.default.value)
            return sorted(known, key=str) if len(known) <= MOST_CONSTANTS else []
    return []
