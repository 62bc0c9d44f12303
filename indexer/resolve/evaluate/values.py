"""The values that evaluating gives: constants, collections, entities, and objects made by calls that we do not run.

`None` stands for "not known" everywhere. A `Made` object has an identity: what is done to it later (`router.get(...)`,
`app.include_router(...)`) is kept on it, in order, as `effects`.

Nothing is built on these classes, and what is asked often is `type(value) is Const`: `isinstance` of a class that has a
metaclass of its own, as all structs do, takes twenty times as long to say no.
"""

from typing import Union, final

from msgspec import Struct

from indexer.resolve.entities import Class, External, Function, Module


@final
class Const(Struct, frozen=True):
    value: str | int | float | bool | None


@final
class Binary(Struct, frozen=True):
    value: bytes


@final
class Items(Struct, eq=False):
    """A list, tuple or set. Not `complete`: there may be more items than these."""

    kind: str
    items: "list[Value | None]"
    complete: bool = True


@final
class Table(Struct, eq=False):
    """A dictionary; keys in order of insertion."""

    entries: "list[tuple[Value | None, Value | None]]"
    complete: bool = True
    factory: "Value | None" = None  # of a defaultdict

    def get(self, key: "Value | None") -> "Value | None":
        found = self.find(key)
        return found[1] if found is not None else None

    def find(self, key: "Value | None") -> "tuple[Value | None, Value | None] | None":
        """The last entry of a key: a constant or an entity."""
        if key is None:
            return None
        for entry in reversed(self.entries):
            if entry[0] == key:
                return entry
        return None


class Site(Struct, frozen=True):
    """Where something was written."""

    path: str
    line: int


class Arguments(Struct, frozen=True):
    positional: "tuple[Value | None, ...]" = ()
    named: "tuple[tuple[str, Value | None], ...]" = ()
    complete: bool = True  # False where `*args` or `**kwargs` that are not known took part

    def get(self, name: str, position: int | None = None) -> "Value | None":
        for key, value in self.named:
            if key == name:
                return value
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def has(self, name: str, position: int | None = None) -> bool:
        for key, _ in self.named:
            if key == name:
                return True
        return position is not None and position < len(self.positional)


class Effect(Struct, frozen=True):
    """A method called on an object (`router.include_router` of something that it has); `decorated` is the definition it
    was called on as a decorator, `closure` the same with what it saw, where it is nested in a function."""

    method: str
    arguments: Arguments
    site: Site
    decorated: "Function | Class | None" = None
    closure: "Closure | None" = None


@final
class Made(Struct, eq=False):
    """What calling `callee` gave, where the call was not followed: `APIRouter(prefix="/x")`, `path("x/", view)`."""

    callee: "Value"
    arguments: Arguments
    site: Site
    effects: list[Effect] = []
    attributes: "dict[str, Value | None]" = {}
    holds: "Items | Table | None" = None  # of a class built on list or dict: what it holds

    @property
    def name(self) -> str:
        """Dotted name of what was called."""
        return name_of(self.callee)

    @property
    def cls(self) -> "Class | External | None":
        """The class it is an object of, if it is one."""
        return self.callee if isinstance(self.callee, Class | External) else None


@final
class Member(Struct, eq=False):
    """`of.name` where that is not known further: `router.urls`, `View.as_view`, a bound method."""

    of: "Value"
    name: str


@final
class Text(Struct, eq=False):
    """A string of which some parts are not known: constants and None, in order."""

    parts: "list[str | None]"
    names: list[str]  # for each None, what was written there

    def shown(self) -> str:
        """With `{name}` where a part is not known."""
        names = iter(self.names)
        return "".join("{" + next(names, "") + "}" if p is None else p for p in self.parts)


@final
class Closure(Struct, eq=False):
    """A lambda, or a function defined inside another, with what it saw there."""

    function: Function
    environment: "dict[str, Value | None]"


@final
class EnumMember(Struct, frozen=True):
    """A member of an enumeration that is no string or number itself."""

    of: Class
    name: str
    value: "Value | None"


@final
class Default(Struct, frozen=True):
    """What a setting is unless it is configured otherwise."""

    value: "Value"


Value = Union[  # noqa: UP007 - evaluated at run time
    Const, Binary, Default, Items, Table, Made, Member, EnumMember, Text, Closure, Module, Class, Function, External
]


def name_of(value: "Value | None") -> str:
    """Dotted name of an entity; `()` behind what a call made, `.name` behind a member of it; '' where there is none."""
    if type(value) is External or type(value) is Function or type(value) is Class or type(value) is Module:
        return value.name
    if type(value) is Made:
        return f"{name_of(value.callee)}()"
    if type(value) is Member or type(value) is EnumMember:
        return f"{name_of(value.of)}.{value.name}"
    return value.function.name if type(value) is Closure else ""


def text_of(value: "Value | None") -> str | None:
    """The string that a value is, with `{...}` for unknown parts; None where it is no string."""
    if type(value) is Const:
        return value.value if isinstance(value.value, str) else None
    if type(value) is Default:
        return text_of(value.value)
    return value.shown() if type(value) is Text else None
