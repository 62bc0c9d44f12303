"""What the language calls for us: iterating, entering a context, raising."""

from typing import TYPE_CHECKING

from indexer.infer import calls, containers, overrides
from indexer.infer.arguments import NOTHING
from indexer.infer.body import Body
from indexer.infer.values import UNKNOWN, Generated, Known, Listed, either, members_of
from indexer.resolve.entities import Class, Function, Instance

if TYPE_CHECKING:
    from indexer.infer.inference import Inference


def iterated(inference: "Inference", value: Known | None, body: Body, line: int) -> Known | None:
    """What a loop over the value binds; `__iter__` and `__next__` of our own classes are called."""
    if value is UNKNOWN:
        return UNKNOWN
    found: Known | None = None
    for member in members_of(value):
        if isinstance(member, Instance) and isinstance(member.of, Class):
            iterator = special(inference, member, ("__iter__", "__aiter__"), body, line)
            if iterator is None:
                continue
            for each in members_of(iterator):
                following = special(inference, each, ("__next__", "__anext__"), body, line)
                found = either(found, either(containers.item_of(inference, each), following))
        else:
            found = either(found, containers.item_of(inference, member))
    return found


def entered(inference: "Inference", value: Known | None, body: Body, line: int) -> Known | None:
    """What `with value as x` binds: what `__enter__` returns, or what a context manager function yields."""
    if value is UNKNOWN:
        return UNKNOWN
    found: Known | None = None
    for member in members_of(value):
        if isinstance(member, Generated | Listed):
            found = either(found, containers.item_of(inference, member))
        else:
            found = either(found, special(inference, member, ("__enter__", "__aenter__"), body, line))
            special(inference, member, ("__exit__", "__aexit__"), body, line)
    return found


def raised(inference: "Inference", value: Known | None, body: Body, line: int) -> None:
    """`raise OrderError` makes an object of it."""
    for member in members_of(value):
        if isinstance(member, Class):
            calls.construct(inference, member, NOTHING, body, line)


def special(inference: "Inference", value: Known, names: tuple[str, ...], body: Body, line: int) -> Known | None:
    """The method that the language calls, of an object of our own class; what it returns."""
    if not isinstance(value, Instance) or not isinstance(value.of, Class):
        return None
    for name in names:
        found = inference.member(value.of, name)
        if found is not None and isinstance(found[1], Function):
            overrides.called(inference, value.of, found[1], body, line, rule="protocol")
            return calls.returned(inference, found[1], value)
    return None
