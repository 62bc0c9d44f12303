"""Methods of a viewset with `@action`, and what they answer."""

from collections.abc import Iterator

from msgspec import Struct

from indexer.facts import Attribute, Call, Expression, Name
from indexer.resolve.entities import Class, Function
from indexer.resolve.evaluate.values import Arguments, Const, Items, Made, text_of
from indexer.resolve.program import Program

ACTION = "rest_framework.decorators.action"


class Extra(Struct):
    """A method with `@action`."""

    name: str
    url_path: str
    url_name: str
    detail: bool
    mapping: dict[str, str]
    given: Arguments


def extra_actions(program: Program, viewset: Class) -> Iterator[Extra]:
    """Methods of a viewset with `@action`, those of its bases too."""
    seen: set[str] = set()
    found: dict[str, Extra] = {}
    for owner in program.classes.mro(viewset):
        if not isinstance(owner, Class):
            continue
        for name in owner.bindings:
            member = program.names.member(owner, name)
            if name in seen or not isinstance(member, Function):
                continue
            seen.add(name)
            for decorator in member.definition.decorators:
                extra = _extra(program, owner, name, decorator)
                if extra is not None:
                    found[name] = extra
                elif (mapped := _mapped(decorator)) is not None and mapped[0] in found:
                    found[mapped[0]].mapping[mapped[1]] = name
    yield from found.values()


def _extra(program: Program, owner: Class, name: str, decorator: Expression) -> Extra | None:
    if type(decorator) is not Call:
        return None
    value = program.evaluator.value(decorator, owner)
    if not isinstance(value, Made) or value.name != ACTION:
        return None
    arguments = value.arguments
    methods = arguments.get("methods", 0)
    verbs = [text_of(m) for m in methods.items] if isinstance(methods, Items) else [] if methods else ["get"]
    url_path = text_of(arguments.get("url_path", 2)) or name
    url_name = text_of(arguments.get("url_name", 3)) or name.replace("_", "-")
    detail = arguments.get("detail", 1)
    if not isinstance(detail, Const) or not verbs or None in verbs:
        return None
    mapping = {v.lower(): name for v in verbs if v is not None}
    return Extra(name, url_path, url_name, bool(detail.value), mapping, Arguments((), arguments.named))


def _mapped(decorator: Expression) -> tuple[str, str] | None:
    """`@notes.mapping.post` → the action and the HTTP method that this method answers for it."""
    if type(decorator) is Attribute and type(decorator.value) is Attribute and decorator.value.name == "mapping":
        inner = decorator.value.value
        return (inner.id if type(inner) is Name else "", decorator.name)
    return None
