"""What a guard of a class view asks for: attributes of the view that it reads, `permission_required` and its like."""

import re
from collections.abc import Iterator

from indexer.expressions import dotted, expressions_of
from indexer.facts import Assign, Constant, Name
from indexer.facts import Attribute as AttributeOf
from indexer.frameworks import spelled
from indexer.frameworks.django.giving_up import calls_in, parts_within
from indexer.resolve.entities import Class, Function
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


def of_mixin(program: Program, cls: Class) -> str:
    """`permission_required='orders.pay'`, `test_func: self.request.user.is_staff`"""
    found = [attribute(program, cls, name) for name in OF_MIXINS]
    for name in METHODS:
        member = program.classes.member(cls, name)
        if member is not None and isinstance(member[1], Function):
            found.append(f"{name}: {spelled.returned(member[1])}")
    return spelled.joined(found)


def of_hook(program: Program, hook: Function, cls: Class, reader: int = 0) -> str:
    """What a method asks of the view of class `cls`; `reader`: which of its parameters is the view."""
    names = dict.fromkeys(_read(program, hook, cls, reader, DEEPEST))
    return spelled.joined(attribute(program, cls, name) for name in names if ABOUT_PERMISSION.search(name))


def _read(program: Program, function: Function, cls: Class, reader: int, depth: int) -> Iterator[str]:
    """Names of attributes that it reads from the view, in order; those that methods it calls read too."""
    me = next((p for number, p in enumerate(function.parameters) if number == reader), None)
    for statement in function.scope.statements if me is not None else ():
        for expression in expressions_of(statement):
            for part in parts_within(expression):
                if type(part) is AttributeOf and part.value == Name(me or ""):
                    yield part.name
            for call in calls_in(expression):
                if (
                    dotted(call.function) == "getattr"
                    and len(call.arguments) > 1
                    and call.arguments[0] == Name(me or "")
                ):
                    yield from (
                        a.value for a in call.arguments[1:2] if type(a) is Constant and isinstance(a.value, str)
                    )
                if depth and type(call.function) is AttributeOf and call.function.value == Name(me or ""):
                    member = program.classes.member(cls, call.function.name)
                    if member is not None and isinstance(member[1], Function):
                        yield from _read(program, member[1], cls, 0, depth - 1)


def attribute(program: Program, cls: Class, name: str) -> str:
    """As a class gives it a value; '' where it is a method, or nothing."""
    found = program.classes.member(cls, name)
    if found is None:
        own = [c for c in program.classes.mro(cls) if isinstance(c, Class)]
        assigned = [s.value for c in own for _, s in program.classes.instance_attributes(c).get(name, ())]
        return f"{name}={show(assigned[0])}" if assigned and assigned[0] is not None else ""
    if isinstance(found[1], Function | Class):
        return ""
    text = spelled.spelled(program.evaluator.class_attribute(cls, name))
    owner = found[0]
    if spelled.UNKNOWN in text and name in owner.bindings:
        statement = owner.scope.statements[owner.bindings[name][-1].statement]
        text = show(statement.value) if type(statement) is Assign and statement.value is not None else text
    return f"{name}={text}"
