"""What an expression stands for while bodies are walked: an entity, an object of a class, rows of a model.

`None` stands for "nothing known". Where several things are known to come together, the value is a set of them
(`OneOf`). A set has at most `MOST` members, of what is written down by name at most `MOST_WRITTEN` (a table of thirty
handlers is meant to be one; thirty kinds of objects are only what everybody hands in): more is `UNKNOWN`, whatever is
added later.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, Union, final

from msgspec import Struct

from indexer.infer.cells import Cell
from indexer.resolve.entities import Class, External, Function, Instance, Module

if TYPE_CHECKING:
    from indexer.infer.body import Body

MOST = 8  # members of a set
MOST_WRITTEN = 64  # of those: modules, classes, functions and displays
MOST_CONSTANTS = 8  # that a parameter is known to be given; more is unknown
MANY: frozenset[str | int] = frozenset(range(MOST_CONSTANTS + 1))  # stands for more, whichever came first


class Applied(Instance, frozen=True):
    """An object of a generic class of which the type variables are known: `Repo[User]`."""

    arguments: tuple[tuple[str, Class], ...]


class Rows(Struct, frozen=True):
    """A manager, query set or query over one model; iterating it or picking from it gives an object of the model."""

    model: Class
    manager: Class | None = None  # a manager or query set class of the repository, whose methods it has


class Listed(Struct, frozen=True):
    """A list, tuple, set or iterator of one kind of thing."""

    item: "Known"


class Several(Struct, frozen=True):
    """A tuple whose places differ: what `get_or_create` returns."""

    items: tuple["Known | None", ...]


class Bound(Struct, frozen=True):
    """A method looked up on an object; `rule` says how the object was known."""

    function: Function
    receiver: "Known"
    rule: str


class RowsMethod(Struct, frozen=True):
    rows: Rows
    name: str


@final
class Items(Struct, eq=False):
    """The list, tuple or set that one expression makes: what is at each place, and what is somewhere in it."""

    kind: str
    places: "list[Cell[Known]]"
    anywhere: "Cell[Known]"
    body: "Body"  # that makes it


class Table(Struct, eq=False):
    """The dictionary that one expression makes: what is under each key that is known, and what is under others."""

    entries: "dict[str | int | float | bool | None, Cell[Known]]"
    anywhere: "Cell[Known]"
    body: "Body"  # that makes it


class ContainerMethod(Struct, frozen=True):
    container: Items | Table
    name: str


class Generated(Struct, frozen=True):
    """What calling a generator function gives: an iterator over what it yields."""

    function: Function


class Partial(Struct, frozen=True):
    """`functools.partial(callee, ...)` with so many arguments given."""

    callee: "Class | Function | Bound"
    given: int


class Spelled(Struct, frozen=True):
    """A string that spells the dotted name of an entity, or what is before or behind the last dot of one."""

    entity: Class | Function | Module
    part: Literal["whole", "module", "name"]


class OneOf(Struct, frozen=True):
    """Several things that the value may be: which of them, a branch, a key or a caller decides at run time."""

    members: frozenset["Known"]


Known = Union[  # noqa: UP007 - evaluated at run time
    Module, Class, Function, External, Instance, Rows, Listed, Several, Bound, RowsMethod, Items, Table,
    ContainerMethod, Generated, Partial, Spelled, OneOf,
]  # fmt: skip

# Lists and the like of which nothing is known, by their kind.
OF_KIND = {kind: Instance(External(f"builtins.{kind}")) for kind in ("list", "tuple", "set", "dict", "str")}
PLAIN = frozenset(OF_KIND.values())
WRITTEN = (Module, Class, Function, Bound, Items, Table, ContainerMethod, Spelled)
UNKNOWN = OneOf(frozenset())  # so many things that nothing is said


def either(a: Known | None, b: Known | None) -> Known | None:
    """Both together. What is not known adds nothing; the result depends on what comes together, never on its order."""
    if a is b or b is None:
        return a
    if a is None:
        return b
    if a == b:
        return a
    if a is UNKNOWN or b is UNKNOWN:
        return UNKNOWN
    left = a.members if type(a) is OneOf else frozenset((a,))
    right = b.members if type(b) is OneOf else frozenset((b,))
    members = left | right
    if not PLAIN.isdisjoint(members):
        members = _without_plain(members)
    if len(members) > MOST and _is_too_much(members):
        return UNKNOWN
    if type(a) is OneOf and members == left:
        return a
    return OneOf(members) if len(members) > 1 else next(iter(members))


def _without_plain(members: "frozenset[Known]") -> "frozenset[Known]":
    """Of a list that is known and any list the known one is kept: it was any list until something was known of it."""
    kinds = {m.kind for m in members if type(m) is Items} | {"dict" for m in members if type(m) is Table}
    return members.difference(OF_KIND[kind] for kind in kinds if kind in OF_KIND)


def _is_too_much(members: frozenset[Known]) -> bool:
    written = sum(isinstance(member, WRITTEN) for member in members)
    return written > MOST_WRITTEN or len(members) - written > MOST


def joined(values: Iterable[Known | None]) -> Known | None:
    found: Known | None = None
    for value in values:
        if value is not None:
            found = either(found, value)
    return found


def members_of(value: Known | None) -> Iterator[Known]:
    """Each thing that the value may be, in an order that is the same every time."""
    if type(value) is OneOf:
        yield from sorted(value.members, key=described)
    elif value is not None:
        yield value


def described(value: Known) -> str:
    if type(value) is Class or type(value) is Function or type(value) is Module:
        return f"{value.name} {value.line}"
    if isinstance(value, External | Instance):
        return value.name
    if type(value) is Spelled:
        return f"{value.entity.name} {value.part}"
    if type(value) is Bound or type(value) is Generated:
        return f"{value.function.name} {value.function.line}"
    if type(value) is Rows:
        return f"Rows {value.model.name}"
    if type(value) is RowsMethod:
        return f"RowsMethod {value.rows.model.name} {value.name}"
    return type(value).__name__


def is_carried(value: Known) -> bool:
    """Is it worth following from a call into the function called? Plain objects from outside are not."""
    return not (type(value) is Instance and type(value.of) is External)
