"""Values as `kept` wrote them down, read back as entities of a program and containers of its bodies."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from indexer.infer.values import (
    UNKNOWN,
    Applied,
    Bound,
    ContainerMethod,
    Generated,
    Listed,
    OneOf,
    Partial,
    Rows,
    RowsMethod,
    Several,
    Spelled,
)
from indexer.resolve.entities import Class, Entity, External, Instance

if TYPE_CHECKING:
    from indexer.infer.resumed import Resumed


class Unread(Exception):
    """Something that was kept cannot be taken up again; its text says what."""


def unread(inference: "Resumed", written: Any) -> Any:
    raise Unread(f"{written[1]} is made by code")


def _entity(inference: "Resumed", written: Any) -> Entity:
    return inference.memory.program.entity(written[1], written[2])


def _outside(inference: "Resumed", written: Any) -> Class:
    found = inference.models.outside.of(written[1])
    if found is None:
        raise Unread(written[1])
    return found


def _instance(inference: "Resumed", written: Any) -> Instance:
    of = inference.read_back(written[1])
    return of.instance if isinstance(of, Class) else Instance(of)


def _applied(inference: "Resumed", written: Any) -> Applied:
    return Applied(inference.read_back(written[1]), tuple((n, inference.read_back(c)) for n, c in written[2]))


def _one_of(inference: "Resumed", written: Any) -> OneOf:
    members = frozenset(inference.read_back(m) for m in written[1])
    return OneOf(members) if members else UNKNOWN


READERS: dict[str, Callable[["Resumed", Any], Any]] = {
    "e": _entity,
    "o": _outside,
    "x": lambda inference, written: External(written[1]),
    "a": _applied,
    "i": _instance,
    "r": lambda inference, written: Rows(inference.read_back(written[1]), inference.read_back(written[2])),
    "l": lambda inference, written: Listed(inference.read_back(written[1])),
    "s": lambda inference, written: Several(tuple(map(inference.read_back, written[1]))),
    "b": lambda inference, written: Bound(inference.read_back(written[1]), inference.read_back(written[2]), written[3]),
    "m": lambda inference, written: RowsMethod(inference.read_back(written[1]), written[2]),
    "c": lambda inference, written: inference.container((written[1], written[2]), written[3]),
    "k": lambda inference, written: ContainerMethod(inference.read_back(written[1]), written[2]),
    "g": lambda inference, written: Generated(inference.read_back(written[1])),
    "p": lambda inference, written: Partial(inference.read_back(written[1]), written[2]),
    "n": lambda inference, written: Spelled(inference.read_back(written[1]), written[2]),
    "|": _one_of,
    "f": lambda inference, written: frozenset(written[1]),
}
