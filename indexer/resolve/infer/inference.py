"""The value of an expression, worked out once, and the edges that working it out shows.

Values come from names and imports, constructors, annotations, attributes set in classes, the order of ancestors, and the
ORM. What is not known is None, and a call of it stays unresolved: never is a method bound to the only class that has one
of that name.
"""

from collections.abc import Callable
from typing import Any

from indexer.expressions import dotted, last_name
from indexer.facts import (
    Attribute,
    Await,
    Call,
    Collection,
    Comparison,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    FString,
    Lambda,
    Mapping,
    Name,
    Operation,
    Return,
    Starred,
    Subscript,
    Walrus,
    Yield,
)
from indexer.frameworks.findings import Findings
from indexer.graph.nodes import Certainty, Use
from indexer.flow import FROM_OUTSIDE
from indexer.resolve.edges import CallEdge, Edges, FieldUse
from indexer.resolve.entities import Class, Entity, External, Function, Instance, Module, Variable
from indexer.resolve.infer import rows as orm
from indexer.resolve.infer.annotations import annotated
from indexer.resolve.infer.body import UNSEEN, Body, is_none, value_bound
from indexer.resolve.infer.models import Models
from indexer.resolve.infer.values import Bound, Known, Listed, Rows, RowsMethod, Several
from indexer.resolve.names import Local
from indexer.resolve.program import Program
from indexer.shown import show

DEEPEST_RETURN = 4  # functions looked through for what they return, without an annotation
PROPERTIES = frozenset({"property", "cached_property", "hybrid_property"})


class Inference:
    def __init__(self, program: Program, findings: Findings) -> None:
        self.names, self.classes = program.names, program.classes
        self.models = Models(program, findings)
        self.edges = Edges()
        self._bodies: dict[Entity, Body] = {}
        self._returns: dict[Function, Known | None] = {}
        self._open: set[object] = set()  # what is being worked out: a circle is not known
        self._depth = 0

    def body(self, entity: Entity) -> Body:
        found = self._bodies.get(entity)
        if found is None:
            found = self._bodies[entity] = Body(entity)
        return found

    def value(self, expression: Expression, body: Body, index: int) -> Known | None:
        """What an expression of statement `index` stands for; its parts are worked out too, each once."""
        if type(expression) is Name:
            return self._name(expression, body, index)
        key = id(expression)
        found = body.seen.get(key, UNSEEN)
        if found is not UNSEEN:
            return found  # type: ignore[return-value]
        handler = HANDLERS.get(type(expression))
        body.seen[key] = None
        value = handler(self, expression, body, index) if handler is not None else None
        body.seen[key] = value
        return value

    # ------------------------------------------------------------------------------------ names

    def _name(self, expression: Name, body: Body, index: int) -> Known | None:
        # Never remembered by identity: all uses of a name in a file share one Name.
        name = expression.id
        if name in body.inner:
            return body.inner[name]
        found = self.names.name(name, body.entity)
        if isinstance(found, Local):
            return self._local(found, body, index)
        return self.settled(found)

    def settled(self, found: object) -> Known | None:
        if isinstance(found, Variable):
            return self._variable(found)
        if isinstance(found, Module | Class | Function | External):
            return found
        return None

    def _variable(self, variable: Variable) -> Known | None:
        """A name of a module or class body: its annotation, or the one value it is given."""
        statement = variable.statement
        if statement is None or variable in self._open:
            return None
        self._open.add(variable)
        try:
            if statement.annotation is not None:
                found = annotated(statement.annotation, variable.owner, self.names)
                if found is not None:
                    return found
            several = variable.owner.bindings.get(variable.local_name, ())
            if statement.value is None or statement.operator or len(several) > 1 or len(statement.targets) != 1:
                return None
            if type(statement.targets[0]) is not Name:
                return None
            body = self.body(variable.owner)
            return self.value(statement.value, body, variable.owner.scope.statements.index(statement))
        finally:
            self._open.discard(variable)

    def _local(self, local: Local, body: Body, index: int) -> Known | None:
        function, name = local.function, local.name
        if name in body.walrus and function is body.entity:
            return body.walrus[name]
        bindings = function.bindings.get(name, ())
        if not bindings:
            return self._parameter(function, name)
        numbers = [n for n, b in enumerate(function.scope.bindings) if b.name == name]
        reaching: list[int] | frozenset[int] = numbers
        if function is body.entity and (len(numbers) > 1 or name in function.parameters):
            reaching = body.flow.reaching(index, name)
        values: list[Known | None] = []
        for number in sorted(reaching):
            if number == FROM_OUTSIDE:
                if name in function.parameters:
                    values.append(self._parameter(function, name))
                continue
            how, expression, *_ = value_bound(function.scope.bindings[number], function)
            if how == "value" and is_none(expression):
                continue  # `x = None` first says nothing about what it is later
            values.append(self._binding(function, number))
        return agreed(values)

    def _binding(self, function: Function, number: int) -> Known | None:
        body = self.body(function)
        if number in body.bound:
            return body.bound[number]
        body.bound[number] = None
        binding = function.scope.bindings[number]
        if binding.kind in ("define", "import"):
            value = self.settled(self.names._binding(function, binding))
        else:
            value = self._bound_value(function, body, number)
        body.bound[number] = value
        return value

    def _bound_value(self, function: Function, body: Body, number: int) -> Known | None:
        binding = function.scope.bindings[number]
        how, expression, way, annotation = value_bound(binding, function)
        if annotation is not None:
            found = annotated(annotation, function, self.names)
            if found is not None:
                return found
        if expression is None:
            return None
        value = self.value(expression, body, binding.statement)
        if how == "item":
            value = item_of(value)
        elif how == "enter":
            value = self._entered(value)
        elif how == "caught":
            value = value.instance if isinstance(value, Class) else None
        for step in way:
            if isinstance(value, Several):
                value = value.items[step] if step < len(value.items) else None
            else:
                value = item_of(value)
        return value

    def _entered(self, value: Known | None) -> Known | None:
        """What `with value as x` binds: what `__enter__` returns, itself by habit where that is not written."""
        if isinstance(value, Instance) and isinstance(value.of, Class):
            found = self.classes.member(value.of, "__enter__") or self.classes.member(value.of, "__aenter__")
            if found is not None and isinstance(found[1], Function):
                return self.returned(found[1], value)
        return None

    def _parameter(self, function: Function, name: str) -> Known | None:
        parameters = function.definition.parameters
        owner = function.owner
        if owner is not None and parameters and parameters[0].name == name and function.scope.kind == "function":
            decorators = {last_name(d) for d in function.definition.decorators}
            if "staticmethod" not in decorators:
                is_class = "classmethod" in decorators or function.scope.name in ("__new__", "__init_subclass__")
                return owner if is_class else owner.instance
        for parameter in parameters:
            if parameter.name == name:
                if parameter.kind in ("star", "double_star"):
                    return None
                return annotated(parameter.annotation, function.parent or function.module, self.names)
        return None

    # ------------------------------------------------------------------------------------ attributes

    def _attribute(self, expression: Attribute, body: Body, index: int) -> Known | None:
        owner = self.value(expression.value, body, index)
        if owner is None:
            return None
        return self.member(owner, expression.name, body, expression.line, rule=self._rule(expression.value, owner))

    def member(self, owner: Known, name: str, body: Body, line: int, *, rule: str) -> Known | None:
        if isinstance(owner, Module):
            return self.settled(self.names.member(owner, name))
        if isinstance(owner, External):
            return External(f"{owner.name}.{name}")
        if isinstance(owner, Class):
            return self._of_class(owner, name, body, line)
        if isinstance(owner, Instance):
            if isinstance(owner.of, Class):
                return self._of_object(owner, owner.of, name, body, line, rule)
            return External(f"{owner.of.name}.{name}")
        if isinstance(owner, Rows):
            return self._of_rows(owner, name)
        return None

    def _of_class(self, cls: Class, name: str, body: Body, line: int) -> Known | None:
        model_field = self.models.field(cls, name)
        if model_field is not None:
            self._use(cls, name, body.entity, line, "filter", "exact", "column")
            return None
        found = self.classes.member(cls, name)
        if found is not None:
            if isinstance(found[1], Variable):
                if self.models.is_model(cls):
                    manager = self.models.manager(cls, found[1], self)
                    if manager is not None:
                        return manager
                if self.models.is_enum(cls):
                    return cls.instance
            return self.settled(found[1])
        if orm.is_manager_name(name) and self.models.is_model(cls):
            return Rows(cls)
        return None

    def _of_object(self, owner: Instance, cls: Class, name: str, body: Body, line: int, rule: str) -> Known | None:
        model_field = self.models.field(cls, name)
        if model_field is not None:
            self._use(cls, name, body.entity, line, "read", "inferred", "attribute")
            related = self.models.related(cls, name)
            return related
        found = self.classes.member(cls, name)
        if found is not None:
            member = found[1]
            if isinstance(member, Function):
                if PROPERTIES & {last_name(d) for d in member.definition.decorators}:
                    getter = self._getter(found[0], name) or member
                    self._edge(body.entity, getter, line, "inferred", "property")
                    return self.returned(getter, owner)
                return Bound(member, owner, rule)
            value = self.settled(member)
            if value is not None:
                return value
        for ancestor in self.classes.mro(cls):
            if isinstance(ancestor, Class):
                assigned = self.classes.instance_attributes(ancestor).get(name)
                if assigned:
                    return self._instance_attribute(ancestor, name, assigned)
        return self.models.reverse(cls, name)

    def _getter(self, owner: Class | External, name: str) -> Function | None:
        """Of a property with a setter both are bound to the name: the getter is the one that reads."""
        if isinstance(owner, Class):
            for binding in owner.bindings.get(name, ()):
                found = self.names._binding(owner, binding)
                if isinstance(found, Function):
                    return found
        return None

    def _instance_attribute(self, cls: Class, name: str, assigned: list[Any]) -> Known | None:
        key = (cls, name)
        if key in self._open:
            return None
        self._open.add(key)
        try:
            values: list[Known | None] = []
            for method, statement in assigned:
                if statement.annotation is not None:
                    values.append(annotated(statement.annotation, method, self.names))
                elif statement.value is not None and not is_none(statement.value):
                    if len(statement.targets) == 1 and not statement.operator:
                        index = _position(method, statement)
                        values.append(self.value_of_name_or(statement.value, method, index))
                    else:
                        values.append(None)
            return agreed(values)
        finally:
            self._open.discard(key)

    def value_of_name_or(self, expression: Expression, function: Function, index: int) -> Known | None:
        return self.value(expression, self.body(function), index)

    def _of_rows(self, owner: Rows, name: str) -> Known | None:
        if owner.manager is not None:
            found = self.classes.member(owner.manager, name)
            if found is not None and isinstance(found[1], Function):
                return Bound(found[1], owner, "manager")
        return RowsMethod(owner, name)

    def _rule(self, expression: Expression, owner: Known) -> str:
        if type(expression) is Name and expression.id in ("self", "cls"):
            return "self"
        if isinstance(owner, Instance):
            return "type"
        return "import"

    # ------------------------------------------------------------------------------------ calls

    def _call(self, call: Call, body: Body, index: int) -> Known | None:
        function = call.function
        if type(function) is Attribute and _is_super(function.value):
            callee: Known | None = self._super(function, body)
            self._arguments(call, body, index)
        else:
            callee = self.value(function, body, index)
            self._arguments(call, body, index)
        if isinstance(callee, Bound):
            sure: Certainty = "exact" if callee.rule in ("super",) else "inferred"
            self._edge(body.entity, callee.function, call.line, sure, callee.rule)
            if isinstance(callee.receiver, Rows):
                returned = self.returned(callee.function, callee.receiver)
                return returned if returned is not None else orm.result(callee.receiver, callee.function.scope.name)
            return self.returned(callee.function, callee.receiver)
        if isinstance(callee, Function):
            self._edge(body.entity, callee, call.line, "exact", self._how(function))
            return self.returned(callee, callee.owner)
        if isinstance(callee, Class):
            return self._constructed(callee, call, body)
        if isinstance(callee, RowsMethod):
            return self._on_rows(callee, call, body)
        if isinstance(callee, External):
            return self._outside(callee, call, body, index)
        self._unresolved(call, body)
        return self._queried(call, body, index)

    def _arguments(self, call: Call, body: Body, index: int) -> None:
        for argument in call.arguments:
            self.value(argument, body, index)
        for _, argument in call.keywords:
            self.value(argument, body, index)

    def _super(self, function: Attribute, body: Body) -> Known | None:
        method: Entity | None = body.entity
        while method is not None and not (isinstance(method, Function) and method.owner is not None):
            method = method.parent
        if not isinstance(method, Function) or method.owner is None:
            return None
        found = self.classes.member(method.owner, function.name, after=method.owner)
        if found is not None and isinstance(found[1], Function):
            return Bound(found[1], method.owner.instance, "super")
        outside = next((c for c in self.classes.mro(method.owner)[1:] if isinstance(c, External)), None)
        return External(f"{outside.name}.{function.name}") if outside is not None else None

    def _constructed(self, cls: Class, call: Call, body: Body) -> Known | None:
        self.edges.calls.append(CallEdge(body.entity, cls, cls.name, call.line, "exact", "constructor", True))
        found = self.classes.member(cls, "__init__")
        if found is not None and isinstance(found[1], Function):
            self._edge(body.entity, found[1], call.line, "exact", "constructor")
        if self.models.is_model(cls):
            for keyword, _ in call.keywords:
                if keyword is not None:
                    self._use(cls, keyword, body.entity, call.line, "write", "exact", "constructor")
        return cls.instance

    def _on_rows(self, method: RowsMethod, call: Call, body: Body) -> Known | None:
        rows = method.rows
        target = f"<external>:{self.models.rows_name(rows.model)}.{method.name}"
        self.edges.calls.append(CallEdge(body.entity, None, target, call.line, "inferred", "rows", False))
        for path, use, rule in orm.named(method.name, call):
            self._lookup(rows.model, path, body.entity, call.line, use, rule)
        return orm.result(rows, method.name)

    def _lookup(self, model: Class, path: str, entity: Entity, line: int, use: Use, rule: str) -> None:
        """`customer__email__iexact`: each relation on the way is filtered by, the last field is used."""
        current: Class | None = model
        for part in path.split("__"):
            name = "id" if part == "pk" else part
            if current is None:
                return
            if self.models.field(current, name) is None:
                if not name.endswith("_id") or self.models.field(current, name.removesuffix("_id")) is None:
                    reverse = self.models.reverse(current, name)
                    current = reverse.model if isinstance(reverse, Rows) else None
                    continue
                name = name.removesuffix("_id")
            self._use(current, name, entity, line, use, "inferred", rule)
            related = self.models.related(current, name)
            current = related.of if isinstance(related, Instance) and isinstance(related.of, Class) else None

    def _outside(self, callee: External, call: Call, body: Body, index: int) -> Known | None:
        name = callee.name
        kind = f"<builtin>:{name.removeprefix('builtins.')}" if name.startswith("builtins.") else f"<external>:{name}"
        if "?" not in name:
            self.edges.calls.append(CallEdge(body.entity, None, kind, call.line, "exact", "import", False))
        else:
            self._unresolved(call, body)
        first = self.value(call.arguments[0], body, index) if call.arguments else None
        last = name.rpartition(".")[2]
        if name == "builtins.setattr" and len(call.arguments) > 1:
            self._set_by_name(first, call.arguments[1], body, call.line)
        if last in ("get_object_or_404", "aget_object_or_404"):
            model = first.model if isinstance(first, Rows) else first
            return model.instance if isinstance(model, Class) else None
        if last in ("select", "query") and isinstance(first, Class) and self.models.is_model(first):
            return Rows(first)
        if name in ("builtins.list", "builtins.sorted", "builtins.set", "builtins.tuple", "builtins.reversed"):
            item = item_of(first)
            return Listed(item) if item is not None else None
        if name in ("builtins.next", "builtins.max", "builtins.min"):
            return item_of(first)
        return self._queried(call, body, index) or (Instance(callee) if last[:1].isupper() else None)

    def _queried(self, call: Call, body: Body, index: int) -> Known | None:
        """`session.query(Model)`, `session.scalars(select(Model))`, `session.get(Model, id)` on whatever session."""
        function = call.function
        if type(function) is not Attribute or not call.arguments:
            return None
        first = self.value(call.arguments[0], body, index)
        if function.name == "query" and isinstance(first, Class) and self.models.is_model(first):
            return Rows(first)
        if function.name == "get" and isinstance(first, Class) and self.models.is_model(first):
            return first.instance
        if function.name in ("scalars", "exec", "execute") and isinstance(first, Rows):
            return first
        if function.name in ("scalar", "scalar_one_or_none") and isinstance(first, Rows):
            return first.model.instance
        return None

    def returned(self, function: Function, receiver: Known | None) -> Known | None:
        """What calling it gives: its annotation, or the one value that its return statements agree on."""
        annotation = function.definition.returns
        if annotation is not None:
            if last_name(annotation) == "Self" or _text(annotation) == "Self":
                return receiver.instance if isinstance(receiver, Class) else receiver
            return annotated(annotation, function.parent or function.module, self.names)
        if function in self._returns:
            return self._returns[function]
        if function in self._open or self._depth > DEEPEST_RETURN or function.scope.is_generator:
            return None
        self._open.add(function)
        self._depth += 1
        body = self.body(function)
        values: list[Known | None] = []
        for index, statement in enumerate(function.scope.statements):
            if type(statement) is Return and statement.value is not None and not is_none(statement.value):
                values.append(self.value(statement.value, body, index))
        found = agreed(values)
        self._open.discard(function)
        self._depth -= 1
        self._returns[function] = found
        return found

    # ------------------------------------------------------------------------------------ other expressions

    def _parts(self, expression: Expression, body: Body, index: int) -> Known | None:
        for part in _children(expression):
            self.value(part, body, index)
        return None

    def _boolean(self, expression: Operation, body: Body, index: int) -> Known | None:
        values = [self.value(o, body, index) for o in expression.operands]
        if expression.operator in ("and", "or"):
            known = [v for v in values if v is not None]
            return known[-1] if expression.operator == "and" or len(known) == 1 else agreed(values)
        if expression.operator in ("|", "&") and all(isinstance(v, Rows) for v in values):
            return values[0]
        return None

    def _conditional(self, expression: Conditional, body: Body, index: int) -> Known | None:
        self.value(expression.test, body, index)
        branches = [b for b in (expression.then, expression.otherwise) if not is_none(b)]
        return agreed([self.value(b, body, index) for b in branches])

    def _collection(self, expression: Collection, body: Body, index: int) -> Known | None:
        values = [self.value(item, body, index) for item in expression.items]
        if expression.kind == "tuple":
            return Several(tuple(values)) if any(values) else None
        item = agreed(values)
        return Listed(item) if item is not None else None

    def _subscript(self, expression: Subscript, body: Body, index: int) -> Known | None:
        value = self.value(expression.value, body, index)
        self.value(expression.index, body, index)
        if type(expression.index) is Collection and expression.index.kind == "slice":
            return value if isinstance(value, Rows | Listed) else None
        if isinstance(value, Several):
            at = expression.index.value if type(expression.index) is Constant else None
            return value.items[at] if isinstance(at, int) and -len(value.items) <= at < len(value.items) else None
        if isinstance(value, Class):
            return value  # Generic[T]
        return item_of(value) if isinstance(value, Rows | Listed) else None

    def _comprehension(self, expression: Comprehension, body: Body, index: int) -> Known | None:
        outer = body.inner
        body.inner = dict(outer)
        for clause in expression.clauses:
            item = item_of(self.value(clause.iterable, body, index))
            self._bind_inner(clause.target, item, body)
            for test in clause.tests:
                self.value(test, body, index)
        values = [self.value(e, body, index) for e in expression.elements]
        body.inner = outer
        return Listed(values[0]) if expression.kind != "dict" and values and values[0] is not None else None

    def _bind_inner(self, target: Expression, value: Known | None, body: Body) -> None:
        if type(target) is Name:
            body.inner[target.id] = value
        elif type(target) is Collection:
            for number, item in enumerate(target.items):
                part = value.items[number] if isinstance(value, Several) and number < len(value.items) else None
                self._bind_inner(item, part, body)
        elif type(target) is Starred:
            self._bind_inner(target.value, None, body)

    def _walrus(self, expression: Walrus, body: Body, index: int) -> Known | None:
        body.walrus[expression.name] = found = self.value(expression.value, body, index)
        return found

    def _inside(self, expression: Await | Starred, body: Body, index: int) -> Known | None:
        return self.value(expression.value, body, index)

    def _lambda(self, expression: Lambda, body: Body, index: int) -> Known | None:
        found = body.entity.children.get(expression.scope)
        return found if isinstance(found, Function) else None

    # ------------------------------------------------------------------------------------ recording

    def assigned(self, target: Expression, body: Body, index: int, line: int, *, augmented: bool) -> None:
        """A target of an assignment: a field of a known model is written."""
        if type(target) is Collection:
            for item in target.items:
                self.assigned(item, body, index, line, augmented=augmented)
        elif type(target) is Starred:
            self.assigned(target.value, body, index, line, augmented=augmented)
        elif type(target) is Attribute:
            owner = self.value(target.value, body, index)
            if isinstance(owner, Instance) and isinstance(owner.of, Class):
                cls = owner.of
                name = self.models.written_name(cls, target.name)
                if name is not None:
                    self._use(cls, name, body.entity, target.line, "write", "inferred", "attribute")
                    if augmented:
                        self._use(cls, name, body.entity, target.line, "read", "inferred", "attribute")
            elif owner is None:
                for model in self.models.only_by_name(target.name):
                    self._use(model, target.name, body.entity, target.line, "write", "possible", "name only")
        elif type(target) is Subscript:
            self.value(target, body, index)

    def _set_by_name(self, owner: Known | None, name: Expression, body: Body, line: int) -> None:
        if isinstance(owner, Instance) and isinstance(owner.of, Class) and type(name) is Constant:
            written = self.models.written_name(owner.of, str(name.value))
            if written is not None:
                self._use(owner.of, written, body.entity, line, "write", "inferred", "setattr")

    def _use(self, cls: Class, name: str, entity: Entity, line: int, use: Use, sure: Certainty, rule: str) -> None:
        model = self.models.holder(cls, name)
        if model is not None:
            self.edges.field_uses.append(FieldUse(model, name, entity, line, use, sure, rule))

    def _edge(self, caller: Entity, callee: Function, line: int, sure: Certainty, rule: str) -> None:
        self.edges.calls.append(CallEdge(caller, callee, callee.name, line, sure, rule, False))

    def _unresolved(self, call: Call, body: Body) -> None:
        text = dotted(call.function) or show(call.function, 40)
        self.edges.calls.append(CallEdge(body.entity, None, text, call.line, "unresolved", "", False))

    def _how(self, function: Expression) -> str:
        return "name" if type(function) is Name else "import"

    def decorated(self, decorator: Expression, body: Body, index: int, line: int) -> None:
        """`@wrap` calls wrap; `@wrap(x)` is a call like any other."""
        value = self.value(decorator, body, index)
        if type(decorator) is not Call and isinstance(value, Function):
            self._edge(body.entity, value, line, "exact", "decorator")


def agreed(values: list[Known | None]) -> Known | None:
    """The one value, if all agree."""
    if not values:
        return None
    first = values[0]
    return first if first is not None and all(v == first for v in values[1:]) else None


def item_of(value: Known | None) -> Known | None:
    if isinstance(value, Rows):
        return value.model.instance
    return value.item if isinstance(value, Listed) else None


def _children(expression: Expression) -> list[Expression]:
    match expression:
        case Comparison(operands=operands):
            return operands
        case Mapping(keys=keys, values=values):
            return [k for k in keys if k is not None] + values
        case FString(parts=parts):
            return parts
        case Yield(value=value):
            return [value] if value is not None else []
    return []


def _is_super(expression: Expression) -> bool:
    return type(expression) is Call and type(expression.function) is Name and expression.function.id == "super"


def _text(expression: Expression) -> str:
    return str(expression.value) if type(expression) is Constant else ""


def _position(method: Function, statement: object) -> int:
    for index, found in enumerate(method.scope.statements):
        if found is statement:
            return index
    return 0


HANDLERS: dict[type, Callable[[Inference, Any, Body, int], Known | None]] = {
    Attribute: Inference._attribute,
    Call: Inference._call,
    Operation: Inference._boolean,
    Conditional: Inference._conditional,
    Collection: Inference._collection,
    Subscript: Inference._subscript,
    Comprehension: Inference._comprehension,
    Walrus: Inference._walrus,
    Await: Inference._inside,
    Starred: Inference._inside,
    Lambda: Inference._lambda,
    Comparison: Inference._parts,
    Mapping: Inference._parts,
    FString: Inference._parts,
    Yield: Inference._parts,
}
