"""What a guard of a class view asks for: attributes of the view that it reads, `permission_required` and its like."""

import re
from collections.abc import Iterator
from functools import lru_cache

from indexer.expressions import dotted, expressions_of, parts_within
from indexer.facts import Assign, Attribute, Call, Constant, Name
from indexer.frameworks import spelled
from indexer.resolve.entities import Class, Function
from indexer.resolve.looked import reads
from indexer.resolve.program import Program
from indexer.shown import show

OF_MIXINS = (  # read by mixins of Django, braces, guardian, rules, rolepermissions and oauth2_provider
    "permission_required",
    "permissions",
    "group_required",
    "allowed_roles",
    "required_permission",
    "required_scopes",
)
METHODS = ("test_func", "get_permission_required", "has_permission")  # that take their place
ABOUT_PERMISSION = re.compile(
    r"perm|role|scope|access|auth|login|owner|allow|require|policy|group|staff|superuser|admin|action", re.IGNORECASE
)
DEEPEST = 2  # methods that a hook calls


@lru_cache(maxsize=16_384)
def _is_about_permission(name: str) -> bool:
    return ABOUT_PERMISSION.search(name) is not None


class Asked:
    """Asked of many views; each method is read once."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._reads: dict[tuple[Function, int], tuple[list[str], list[str]]] = {}
        self._attributes: dict[tuple[Class, str], str] = {}

    def by_mixin(self, cls: Class) -> str:
        """`permission_required='orders.pay'`, `test_func: self.request.user.is_staff`"""
        found = [self.attribute(cls, name) for name in OF_MIXINS]
        for name in METHODS:
            member = self.program.classes.member(cls, name)
            if member is not None and isinstance(member[1], Function):
                found.append(f"{name}: {spelled.returned(member[1])}")
        return spelled.joined(found)

    def by_hook(self, hook: Function, cls: Class, reader: int = 0) -> str:
        """What a method asks of the view of class `cls`; `reader`: which of its parameters is the view."""
        names = dict.fromkeys(self._read(hook, cls, reader, DEEPEST))
        return spelled.joined(self.attribute(cls, name) for name in names if _is_about_permission(name))

    def attribute(self, cls: Class, name: str) -> str:
        """As a class gives it a value; '' where it is a method, or nothing."""
        key = cls, name
        if key not in self._attributes:
            self._attributes[key] = self._attribute(cls, name)
        return self._attributes[key]

    def _read(self, function: Function, cls: Class, reader: int, depth: int) -> Iterator[str]:
        """Names of attributes that it reads from the view, in order; those that methods it calls read too."""
        key = function, reader
        reads(self.program, function)
        if key not in self._reads:
            self._reads[key] = _reads(function, reader)
        attributes, methods = self._reads[key]
        yield from attributes
        for name in methods if depth else ():
            member = self.program.classes.member(cls, name)
            if member is not None and isinstance(member[1], Function):
                yield from self._read(member[1], cls, 0, depth - 1)

    def _attribute(self, cls: Class, name: str) -> str:
        found = self.program.classes.member(cls, name)
        if found is None:
            own = [c for c in self.program.classes.mro(cls) if isinstance(c, Class)]
            setting = [found for c in own for found in self.program.classes.instance_attributes(c).get(name, ())]
            for method, _ in setting:
                reads(self.program, method)
            assigned = [statement.value for _, statement in setting]
            return f"{name}={show(assigned[0])}" if assigned and assigned[0] is not None else ""
        if isinstance(found[1], Function | Class):
            return ""
        text = spelled.spelled(self.program.evaluator.class_attribute(cls, name))
        owner = found[0]
        if spelled.UNKNOWN in text and name in owner.bindings:
            statement = owner.scope.statements[owner.bindings[name][-1].statement]
            text = show(statement.value) if type(statement) is Assign and statement.value is not None else text
        return f"{name}={text}"


def _reads(function: Function, reader: int) -> tuple[list[str], list[str]]:
    """Names of attributes, and of methods called, of one of its parameters."""
    me = Name(next((p for number, p in enumerate(function.parameters) if number == reader), ""))
    attributes, methods = [], []
    for statement in function.scope.statements if me.id else ():
        for expression in expressions_of(statement):
            for part in parts_within(expression):
                if type(part) is Attribute and part.value == me:
                    attributes.append(part.name)
                elif type(part) is Call and type(part.function) is Attribute and part.function.value == me:
                    methods.append(part.function.name)
                elif type(part) is Call and dotted(part.function) == "getattr" and part.arguments[:1] == [me]:
                    attributes += [a.value for a in part.arguments[1:2] if type(a) is Constant and type(a.value) is str]
    return attributes, methods
