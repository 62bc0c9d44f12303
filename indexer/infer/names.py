"""What a bare name stands for at a statement: the assignments that reach it, parameters, loops, contexts."""

from typing import TYPE_CHECKING, Any

from indexer.facts import Collection, Name
from indexer.flow import FROM_OUTSIDE
from indexer.infer import narrowing, protocols
from indexer.infer.annotations import annotated
from indexer.infer.body import OPEN, UNSEEN, Body, Rest, is_none, value_bound
from indexer.infer.cells import Cell
from indexer.infer.containers import item_of, items, step, table
from indexer.infer.questions import MEANING
from indexer.infer.values import Known, either, joined, members_of
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Resolved, Variable
from indexer.resolve.names import Local

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def name(inference: "Inference", expression: Name, body: Body, index: int) -> Known | None:
    # Never remembered by identity: all uses of a name in a file share one Name.
    name = expression.id
    if body.inner and name in body.inner:
        return body.inner[name]
    found: Any = body.meanings.get(name, UNSEEN)
    if found is UNSEEN:
        found = meaning(inference, body, name)
    kind = type(found)
    if kind is Local:
        if found.function is body.entity:
            if name in body.fixed:
                return body.fixed[name]
            value = _here(inference, body, name, index)
        else:
            value = outer(inference, inference.body(found.function), name)
        if body.narrowed is None:
            body.narrowed = narrowing.spoken_of(body)
        if name in body.narrowed:
            return narrowing.narrowed(inference, name, value, body, index)
        if name in body.known_parameters and name not in body.numbers and body.known_parameters[name][1]:
            body.fixed[name] = value
        return value
    if kind is Variable:
        if found.owner is body.entity:
            return _here(inference, body, name, index)
        return outer(inference, inference.body(found.owner), name)
    if (kind is Function or kind is Class) and found.parent is body.entity:
        numbers = body.numbers.get(name)
        if numbers and len(numbers) > 1:
            return _redefined(inference, body, name, index) or found
    return found  # type: ignore[no-any-return]


def meaning(inference: "Inference", body: Body, name: str) -> Resolved | Local | None:
    """What the name means in this body, before its value is asked for: what a function does not bind means what it
    means around it."""
    found: Resolved | Local | None = body.meanings.get(name, UNSEEN)
    if found is UNSEEN:
        found = body.meanings[name] = _meaning(inference, body, name)
    return found


def _meaning(inference: "Inference", body: Body, name: str) -> Resolved | Local | None:
    function = body.entity
    if type(function) is not Function:
        return inference.names.name(name, function)
    numbers = body.numbers.get(name)
    if numbers is None and name not in body.parameters:
        around = function.parent
        while type(around) is Class:
            around = around.parent
        return meaning(inference, inference.body(around), name) if around is not None else None
    plain = numbers is None or function.scope.bindings[numbers[0]].kind not in ("define", "import")
    if plain and not body.declared:
        return Local(function, name)  # as `Names` would find
    return inference.names.name(name, function)


def _redefined(inference: "Inference", body: Body, name: str, index: int) -> Known | None:
    """A definition that another one hides later: the one that reaches the place, if it is one."""
    reaching = body.flow.reaching(index, name)
    return binding_value(inference, body, next(iter(reaching))) if len(reaching) == 1 and min(reaching) >= 0 else None


def _here(inference: "Inference", body: Body, name: str, index: int) -> Known | None:
    """A name of the body's own, by the assignments that reach the statement."""
    if name in body.walrus:
        return body.walrus[name]
    numbers = body.numbers.get(name)
    if not numbers:
        return parameter(inference, body, name)
    is_parameter = name in body.parameters
    if len(numbers) > 1 or is_parameter:
        reaching = body.flow.reaching(index, name)
        if len(reaching) == 1:
            (number,) = reaching
            if number != FROM_OUTSIDE:
                return _with_written(inference, body, name, binding_value(inference, body, number))
            return parameter(inference, body, name) if is_parameter else None
        values = [binding_value(inference, body, n) for n in sorted(reaching) if n != FROM_OUTSIDE]
        if FROM_OUTSIDE in reaching and is_parameter:
            values.append(parameter(inference, body, name))
        return _with_written(inference, body, name, joined(values))
    value = binding_value(inference, body, numbers[0])
    return _with_written(inference, body, name, value) if body.written else value


def _with_written(inference: "Inference", body: Body, name: str, value: Known | None) -> Known | None:
    cell = body.written.get(name)
    return either(value, inference.read(cell)) if cell is not None else value


# ------------------------------------------------------------------------------------- between bodies


def outer(inference: "Inference", body: Body, name: str) -> Known | None:
    """A name as other bodies see it: what a module or class leaves behind, whatever a function ever binds it to."""
    cell = body.outer.get(name)
    if cell is None:
        cell = body.outer[name] = Cell()
        with inference.within(body):
            cell.value = _left_behind(inference, body, name)
            if cell.value is not None:
                inference.begun(cell, body)
    value: Known | None = inference.read(cell)
    return value


def tell(inference: "Inference", body: Body) -> None:
    """After a walk: the names that others read, and those that this body sets for others."""
    for name, cell in list(body.outer.items()):
        inference.push(cell, _left_behind(inference, body, name))
    for kind, name in body.declared:
        owner = _owner_of(body.entity, kind, name)
        numbers = body.numbers.get(name)
        if owner is None or not numbers:
            continue
        there = inference.body(owner)
        if name not in there.written:
            there.written[name] = Cell()
            there.again = True
        inference.push(there.written[name], joined(binding_value(inference, body, n) for n in numbers))
        if name in there.outer:
            inference.push(there.outer[name], there.written[name].value)


def _left_behind(inference: "Inference", body: Body, name: str) -> Known | None:
    numbers = body.numbers.get(name, [])
    if isinstance(body.entity, Function):
        values = [binding_value(inference, body, number) for number in numbers]
        if name in body.parameters:
            values.append(parameter(inference, body, name))
        found = joined(values)
    else:
        if len(numbers) > 1:
            numbers = sorted(n for n in body.flow.reaching_end(name) if n != FROM_OUTSIDE)
        found = joined(binding_value(inference, body, number) for number in numbers)
    return _with_written(inference, body, name, found)


def _owner_of(entity: Entity, kind: str, name: str) -> Entity | None:
    if kind == "global":
        return entity.module
    around = entity.parent
    while around is not None:
        if isinstance(around, Function) and (name in around.bindings or name in around.parameters):
            return around
        around = around.parent
    return None


# ------------------------------------------------------------------------------------- bindings


def binding_value(inference: "Inference", body: Body, number: int) -> Known | None:
    found: Known | None = body.bound.get(number, UNSEEN)
    if found is OPEN:
        body.circles |= {-number - 1}
        return body.before.get(number)
    if found is not UNSEEN:
        return found
    body.bound[number] = OPEN
    binding = body.entity.scope.bindings[number]
    if binding.kind in ("define", "import"):
        value = inference.settled(inference.names.bound(body.entity, binding))
    else:
        value = _bound_value(inference, body, number)
    body.bound[number] = value
    return value


def _bound_value(inference: "Inference", body: Body, number: int) -> Known | None:
    binding = body.entity.scope.bindings[number]
    how, expression, way, annotation = value_bound(binding, body.entity)
    if annotation is not None:
        found = annotated(annotation, body.entity, inference.names)
        if inference.is_only_declared(found) and expression is not None:
            return either(found, inference.value(expression, body, binding.statement))
        if found is not None:
            made = inference.value(expression, body, binding.statement) if is_vague(found) and expression else None
            return made if made is not None else found
    if expression is None or (how == "value" and is_none(expression)):
        return None  # `x = None` first says nothing about what it is later
    index = binding.statement
    if how == "value" and way and type(expression) is Collection:
        while way and type(expression) is Collection and type(way[0]) is int and -1 < way[0] < len(expression.items):
            expression, way = expression.items[way[0]], way[1:]
    value = inference.value(expression, body, index)
    statement = body.entity.scope.statements[index]
    if how == "item":
        value = protocols.iterated(inference, value, body, statement.line)
    elif how == "enter":
        value = protocols.entered(inference, value, body, statement.line)
    elif how == "caught":
        value = joined(m.instance for m in _classes(inference, value))
    for place in way:
        made_by = ("rest", number, place) if type(place) is Rest else None
        value = step(inference, value, place, body=body, made_by=made_by)
    return value


def _classes(inference: "Inference", value: Known | None) -> list[Class]:
    """The exception classes that a handler names, one or a tuple of them."""
    named = [m for m in members_of(value) if isinstance(m, Class)]
    return named or [m for m in members_of(item_of(inference, value)) if isinstance(m, Class)]


# ------------------------------------------------------------------------------------- parameters


def parameter(inference: "Inference", body: Body, name: str) -> Known | None:
    """By its annotation; without one by its default and by what is known to be passed."""
    value = by_declaration(inference, body, name)
    if body.known_parameters[name][1] or name not in body.parameters:  # which says it all
        return value
    cell = body.given.get(name)
    if cell is None:
        cell = body.given[name] = Cell()
    return either(value, inference.read(cell))


def is_vague(value: Known) -> bool:
    """`dict[str, Handler]` says less than the dictionary itself."""
    return isinstance(value, Instance) and isinstance(value.of, External)


def by_declaration(inference: "Inference", body: Body, name: str) -> Known | None:
    """What the function itself says of a parameter: annotation or default."""
    known = body.known_parameters.get(name)
    if known is None:
        known = body.known_parameters[name] = _declared(inference, body, name)
    value, says_all = known
    if value is not None or says_all:
        return value
    default = body.defaults.get(name)
    return inference.read(default) if default is not None else None


def _declared(inference: "Inference", body: Body, name: str) -> tuple[Known | None, bool]:
    function = body.entity
    parameters = function.definition.parameters
    if isinstance(function, Function) and function.receives and parameters[0].name == name:
        owner = function.owner
        assert owner is not None
        inference.ask(MEANING, owner, "")
        return (owner if function.receives == "class" else owner.instance), True
    written = body.parameters.get(name)
    if written is None:
        return None, True
    at = function.parent or function.module
    if written.kind == "star":
        return items(body, ("star", name), "tuple"), True
    if written.kind == "double_star":
        return table(body, ("star", name)), True
    value = annotated(written.annotation, at, inference.names)
    if value is not None:
        return value, not is_vague(value) and not inference.is_only_declared(value)
    if written.annotation is None and isinstance(function, Function):
        inference.ask(MEANING, function, name)
        value = inference.given.parameter(function, name)
        if value is not None:
            return value, True
    if written.default is not None and not is_none(written.default):
        body.defaults.setdefault(name, Cell())
    return None, False


def defaults(inference: "Inference", function: Entity, around: Body, index: int) -> None:
    """Works them out where the definition stands, and tells the function."""
    for parameter in function.definition.parameters:
        if parameter.default is not None:
            value = inference.value(parameter.default, around, index)
            if value is not None:
                there = inference.body(function)
                inference.push(there.defaults.setdefault(parameter.name, Cell()), value)
