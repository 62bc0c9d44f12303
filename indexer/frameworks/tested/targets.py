"""What a test asks for: the value of the expression that names a path, as far as a file of tests tells.

Names are followed to where the function, its class or the module binds them; a class's names to what sets it up.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from indexer.expressions import dotted, last_name
from indexer.facts import (
    Assign,
    Attribute,
    Await,
    Call,
    Collection,
    Constant,
    Expression,
    For,
    FString,
    Name,
    Operation,
    Return,
    Walrus,
)
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import text_of
from indexer.resolve.looked import asked, reads
from indexer.resolve.program import Program

REVERSING = frozenset({"reverse", "reverse_lazy", "url_for", "url_path_for", "resolve_url"})
DEEPEST = 8
MOST = 20  # targets of one expression
UNKNOWN = "{}"
PLACES = re.compile(r"%(?:\(\w+\))?[sd]")
SCHEME = re.compile(r"^(https?|ws)s?://")


class Target(Struct, frozen=True):
    text: str
    is_name: bool = False  # of a route


class Targets:
    def __init__(self, program: Program) -> None:
        self.program = program
        self._bound: dict[Function, dict[str, list[Expression]]] = {}
        self._set: dict[Class, dict[str, list[tuple[Expression, Function]]]] = {}

    def of(self, expression: Expression, function: Function) -> list[Target]:
        """Every path or name of a route that an expression may be; nothing where it is none."""
        found = dict.fromkeys(self._of(expression, function, 0))
        return [t for t in found if t.is_name or t.text.startswith("/") or SCHEME.match(t.text)][:MOST]

    def _of(self, expression: Expression, at: Function, depth: int) -> Iterator[Target]:
        if depth > DEEPEST:
            return
        if type(expression) is Constant:
            if isinstance(expression.value, str):
                yield Target(expression.value)
        elif type(expression) is FString:
            yield from self._joined(expression.parts, at, depth)
        elif type(expression) is Operation and expression.operator == "+":
            yield from self._joined(expression.operands, at, depth)
        elif type(expression) is Operation and expression.operator == "%":
            given = expression.operands[1]
            values = given.items if type(given) is Collection else [given]
            for target in self._of(expression.operands[0], at, depth + 1):
                literal = PLACES.split(target.text)
                filled = [*values, *([None] * len(literal))][: len(literal) - 1]
                texts = [self._one(value, at, depth) for value in filled]
                yield Target("".join(part for pair in zip(literal, [*texts, ""], strict=True) for part in pair))
        elif type(expression) is Name:
            yield from self._of_name(expression, at, depth)
        elif type(expression) is Attribute:
            yield from self._of_attribute(expression, at, depth)
        elif type(expression) is Call:
            yield from self._of_call(expression, at, depth)
        elif type(expression) is Await or type(expression) is Walrus:
            yield from self._of(expression.value, at, depth + 1)

    def _joined(self, parts: list[Expression], at: Function, depth: int) -> Iterator[Target]:
        """Texts put together; a route's name stands for all that follows it."""
        if not parts:
            return
        ends = list(self._of(parts[0], at, depth + 1)) or [Target(self._text(parts[0], at))]
        for part in parts[1:]:
            texts = [t.text for t in self._of(part, at, depth + 1) if not t.is_name] or [self._text(part, at)]
            ends = [end if end.is_name else Target(end.text + text) for end in ends for text in texts][:MOST]
        yield from ends

    def _one(self, expression: Expression | None, at: Function, depth: int) -> str:
        """The one text that a value is, else what stands for one that is not known."""
        found = {t.text for t in self._of(expression, at, depth + 1)} if expression is not None else set()
        return found.pop() if len(found) == 1 else UNKNOWN

    def _text(self, expression: Expression, at: Function) -> str:
        """A part that is put into a text; what is not known stands in braces."""
        if type(expression) is Constant:
            return str(expression.value)
        return UNKNOWN

    def _of_name(self, name: Name, at: Function, depth: int) -> Iterator[Target]:
        bound = self._bindings(at).get(name.id)
        if bound:
            for value in bound:
                yield from self._of(value, at, depth + 1)
        elif name.id not in at.parameters:
            text = text_of(self.program.evaluator.value(name, at))
            if text is not None:
                yield Target(text)

    def _of_attribute(self, attribute: Attribute, at: Function, depth: int) -> Iterator[Target]:
        """`self.url`, set by the function itself, by what sets its class up, or in the class body."""
        cls = at.owner
        first = next(at.parameters, None)
        if cls is None or type(attribute.value) is not Name or attribute.value.id != first:
            text = text_of(self.program.evaluator.value(attribute, at)) if dotted(attribute) else None
            if text is not None:
                yield Target(text)
            return
        path = f"{first}.{attribute.name}"
        own = self._bindings(at).get(path)
        if own:
            for value in own:
                yield from self._of(value, at, depth + 1)
            return
        for owner in self.program.classes.mro(cls):
            if not isinstance(owner, Class):
                continue
            found = [(v, m) for v, m in self._set_in(owner).get(attribute.name, ()) if m is not at]
            for value, method in found:
                yield from self._of(value, method, depth + 1)
            if found:
                return
            if attribute.name in owner.bindings:
                member = self.program.names.member(owner, attribute.name)
                if isinstance(member, Function):
                    yield from self._returned(member, depth)
                    return
                for binding in owner.bindings[attribute.name]:
                    statement = owner.scope.statements[binding.statement]
                    if type(statement) is Assign and statement.value is not None:
                        yield from self._in_body(statement.value, owner, at, depth)
                return

    def _in_body(self, value: Expression, owner: Class, at: Function, depth: int) -> Iterator[Target]:
        text = text_of(self.program.evaluator.value(value, owner))
        if text is not None:
            yield Target(text)
        else:
            yield from self._of(value, at, depth + 1)

    def _of_call(self, call: Call, at: Function, depth: int) -> Iterator[Target]:
        name = last_name(call)
        if name in REVERSING:
            given = (
                call.arguments[0] if call.arguments else next((v for k, v in call.keywords if k == "viewname"), None)
            )
            for target in self._of(given, at, depth + 1) if given is not None else ():
                yield target if target.text.startswith("/") else Target(target.text, is_name=True)
            return
        if name == "format" and type(call.function) is Attribute:
            for target in self._of(call.function.value, at, depth + 1):
                yield Target(re.sub(r"\{[^}]*\}", UNKNOWN, target.text))
            return
        function = self._called(call, at)
        if function is not None:
            yield from self._returned(function, depth)

    def _called(self, call: Call, at: Function) -> Function | None:
        """A helper of the tests: a method of the class, a function of the module."""
        of = call.function
        if type(of) is Attribute and at.owner is not None and dotted(of.value) == next(at.parameters, None):
            found = self.program.classes.member(at.owner, of.name)
            return found[1] if found is not None and isinstance(found[1], Function) else None
        resolved = self.program.names.resolve(of, at)
        return resolved if isinstance(resolved, Function) else None

    def _returned(self, function: Function, depth: int) -> Iterator[Target]:
        for statement in function.scope.statements:
            if type(statement) is Return and statement.value is not None:
                yield from self._of(statement.value, function, depth + 1)

    def _set_in(self, cls: Class) -> dict[str, list[tuple[Expression, Function]]]:
        """What the methods of a class set on it, by name, each with the method."""
        return asked(self.program, "set in", cls, lambda: self._remembered(cls))

    def _remembered(self, cls: Class) -> dict[str, list[tuple[Expression, Function]]]:
        found = self._set.get(cls)
        if found is None:
            found = self._set[cls] = {}
            for method in cls.children.values():
                if isinstance(method, Function) and method.scope.kind == "function":
                    first = f"{next(method.parameters, None)}."
                    for path, values in self._bindings(method).items():
                        if path.startswith(first):
                            found.setdefault(path.removeprefix(first), []).extend((v, method) for v in values)
        return found

    def _bindings(self, function: Function) -> dict[str, list[Expression]]:
        """What a function's names and the attributes of its first parameter are bound to, anywhere in it."""
        reads(self.program, function)
        found = self._bound.get(function)
        if found is None:
            found = self._bound[function] = {}
            for statement in function.scope.statements:
                if type(statement) is Assign and statement.value is not None:
                    for target in statement.targets:
                        path = dotted(target)
                        if path is not None:
                            found.setdefault(path, []).append(statement.value)
                elif type(statement) is For and type(statement.iterable) is Collection:
                    found.setdefault(dotted(statement.target) or "", []).extend(statement.iterable.items)
            for name, values in self._parametrized(function):
                found.setdefault(name, []).extend(values)
        return found

    def _parametrized(self, function: Function) -> Iterator[tuple[str, list[Expression]]]:
        """`@pytest.mark.parametrize("path, status", [("/orders", 200)])`."""
        for decorator in function.definition.decorators:
            if type(decorator) is not Call or last_name(decorator) != "parametrize" or len(decorator.arguments) < 2:
                continue
            names, rows = decorator.arguments[:2]
            if type(rows) is not Collection:
                continue
            if type(names) is Constant and isinstance(names.value, str):
                listed = [name.strip() for name in names.value.split(",")]
            elif type(names) is Collection:
                listed = [str(item.value) for item in names.items if type(item) is Constant]
            else:
                continue
            for position, name in enumerate(listed):
                values = []
                for row in rows.items:
                    if type(row) is Call and last_name(row) == "param":
                        row = Collection("tuple", row.arguments, 0) if len(listed) > 1 else row.arguments[0]
                    if len(listed) == 1:
                        values.append(row)
                    elif type(row) is Collection and len(row.items) > position:
                        values.append(row.items[position])
                yield name, values
