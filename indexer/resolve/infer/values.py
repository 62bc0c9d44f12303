"""What an expression stands for while bodies are walked: an entity, an object of a class, rows of a model.

`None` stands for "not known". A value is one thing: where assignments disagree, nothing is said.
"""

from dataclasses import dataclass
from typing import Union

from indexer.resolve.entities import Class, External, Function, Instance, Module


@dataclass(slots=True, frozen=True)
class Rows:
    """A manager, query set or query over one model; iterating it or picking from it gives an object of the model."""

    model: Class
    manager: Class | None = None  # a manager or query set class of the repository, whose methods it has


@dataclass(slots=True, frozen=True)
class Listed:
    """A list, tuple, set or iterator of one kind of thing."""

    item: "Known"


@dataclass(slots=True, frozen=True)
class Several:
    """A tuple whose places differ: what `get_or_create` returns."""

    items: tuple["Known | None", ...]


@dataclass(slots=True, frozen=True)
class Bound:
    """A method looked up on an object; `rule` says how the object was known."""

    function: Function
    receiver: "Known"
    rule: str


@dataclass(slots=True, frozen=True)
class RowsMethod:
    rows: Rows
    name: str


Known = Union[  # noqa: UP007 - evaluated at run time
    Module, Class, Function, External, Instance, Rows, Listed, Several, Bound, RowsMethod
]


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
