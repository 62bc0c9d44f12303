"""The arguments of a call, and which parameter gets which."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from indexer.facts import Call, Constant, Expression, Parameter, Starred
from indexer.infer.body import Body
from indexer.infer.cells import Cell, Gathered
from indexer.infer.containers import everything, items, put, store, table
from indexer.infer.values import (
    Items,
    Known,
    OneOf,
    Table,
    either,
    is_carried,
    joined,
    members_of,
)
from indexer.resolve.entities import Function

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


class Given(Struct, frozen=True):
    """What stands between the brackets: `written` and `values` go together, place by place."""

    written: Sequence[Expression] = ()
    values: Sequence[Known | None] = ()
    named: Sequence[tuple[str | None, Expression, Known | None]] = ()

    @property
    def first(self) -> Known | None:
        return self.values[0] if self.values and type(self.written[0]) is not Starred else None


NOTHING = Given()


def given(inference: "Inference", call: Call, body: Body, index: int) -> Given:
    written, keywords = call.arguments, call.keywords
    if not written and not keywords:
        return NOTHING
    value = inference.value
    return Given(
        written,
        [None if type(e) is Constant else value(e, body, index) for e in written] if written else (),
        [(k, e, None if type(e) is Constant else value(e, body, index)) for k, e in keywords] if keywords else (),
    )


def of_values(*values: Known | None) -> Given:
    return Given(tuple(Constant(None) for _ in values), values)


class Signature(NamedTuple):
    positional: list[Parameter]
    named: dict[str, Parameter]
    rest: Parameter | None  # `*args`
    others: Parameter | None  # `**kwargs`


def signature(body: Body) -> Signature:
    if body.signature is None:
        parameters = body.entity.definition.parameters
        body.signature = Signature(
            [p for p in parameters if p.kind in ("positional", "either")],
            {p.name: p for p in parameters if p.kind in ("either", "keyword")},
            next((p for p in parameters if p.kind == "star"), None),
            next((p for p in parameters if p.kind == "double_star"), None),
        )
    return body.signature


def matched(
    there: Body, arguments: Given, skipped: int
) -> Iterator[tuple[Parameter, Expression, Known | None, int | str | None]]:
    """Each parameter with what is written for it, its value, and the place or key in `*args` or `**kwargs`. `skipped`
    parameters are given already: `self`, or the first ones of a partial."""
    positional, named, rest, others = signature(there)
    for place, (written, value) in enumerate(zip(arguments.written, arguments.values, strict=True), skipped):
        if type(written) is Starred:
            break
        if place < len(positional):
            yield positional[place], written, value, None
        elif rest is not None:
            yield rest, written, value, place - len(positional)
    for name, written, value in arguments.named:
        parameter = named.get(name) if name is not None else None
        if parameter is not None:
            yield parameter, written, value, None
        elif others is not None and name is not None:
            yield others, written, value, name


def hand_over(
    inference: "Inference", function: Function, arguments: Given, skipped: int, *, body: Body, fixed: bool = False
) -> None:
    """Tell a function what it is called with here; at once where it is `fixed` by names alone that it is called.

    Tests tell the product nothing: what it does must not change with a mock that it is given.
    """
    if not arguments.written and not arguments.named:
        return
    there = inference.body(function)
    if body.is_test and not there.is_test:
        return
    push = inference.push if fixed else inference.tell
    for parameter, written, value, place in matched(there, arguments, skipped):
        if place is not None:
            if value is not None and carried(value) is not None:
                if type(place) is int:
                    put(inference, items(there, ("star", parameter.name), "tuple"), place, value, push=push)
                else:
                    store(inference, table(there, ("star", parameter.name)), place, value, push=push)
        elif value is not None:
            if (value := carried(value)) is not None:
                cell = there.given.get(parameter.name)
                if cell is None:
                    cell = there.given[parameter.name] = Cell()
                push(cell, value)
        elif type(written) is Constant and (type(written.value) is str or type(written.value) is int):
            constants = there.constants.get(parameter.name)
            if constants is None:
                constants = there.constants[parameter.name] = Cell(frozenset())
            inference.tell_constant(constants, written.value)
    if Starred in map(type, arguments.written) or any(name is None for name, _, _ in arguments.named):
        _unpacked(inference, arguments, signature(there).positional[skipped:], there, body)


def _unpacked(inference: "Inference", arguments: Given, parameters: list[Parameter], there: Body, body: Body) -> None:
    """`f(*values, **options)` of lists and dictionaries that are known; not of `*args` handed on, which come from
    everywhere."""
    for place, (written, value) in enumerate(zip(arguments.written, arguments.values, strict=True)):
        if type(written) is Starred and isinstance(value, Items) and value.kind != "tuple":
            values = everything(inference, value)[:-1]
            for parameter, each in zip(parameters[place:], values, strict=False):
                inference.tell(there.given.setdefault(parameter.name, Cell()), each)
            break
    for name, _, value in arguments.named:
        if name is None and isinstance(value, Table) and value not in body.containers.values():
            for parameter in parameters:
                cell = value.entries.get(parameter.name)
                inference.read(value.anywhere)
                if cell is not None:
                    inference.tell(there.given.setdefault(parameter.name, Cell()), inference.read(cell))


def carried(value: Known) -> Known | None:
    if type(value) is OneOf:
        if not value.members:
            return value
        return joined(m for m in members_of(value) if is_carried(m))
    return value if is_carried(value) else None


def passed_back(inference: "Inference", function: Function, arguments: Given, skipped: int) -> Known | None:
    """What comes back of the arguments that a function returns as they are."""
    there = inference.body(function)
    passed = there.passed
    if not passed:
        return None
    found: Known | None = None
    for parameter, _, value, place in matched(there, arguments, skipped):
        if parameter.name in passed and place is None:
            found = either(found, value)
    return found


def gather(inference: "Inference", function: Function, place: int, value: Known) -> None:
    """Tell a decorator what it is applied to."""
    there = inference.body(function)
    parameters = signature(there).positional
    if place >= len(parameters) or (inference.current.is_test and not there.is_test):
        return
    name = parameters[place].name
    inference.push(there.given.setdefault(name, Cell()), value)
    gathered = there.decorated.get(name)
    if gathered is None:
        gathered = there.decorated[name] = Gathered()
    if isinstance(value, Function) and value not in gathered.members:
        gathered.members[value] = None
        inference.grown(gathered)
