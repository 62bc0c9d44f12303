"""File descriptors: which messages, services and extensions a `.proto` file declares.

Source: `descriptor.proto` of protobuf, whose field numbers these are.
"""

from collections.abc import Iterator

from msgspec import Struct

from indexer.frameworks.protobuf.wire import Malformed, fields, inner, text, whole

DEEPEST = 30  # messages in messages
FLOATS = frozenset({1, 2})
BOOL, STRING, MESSAGE, BYTES = 8, 9, 11, 12  # types of fields that are read; all others are numbers
SIGNED = frozenset({3, 5, 14})  # as they are written, not zig-zag
REPEATED = 3


class Field(Struct, frozen=True):
    name: str
    number: int
    kind: int
    type_name: str  # of a message or enumeration: `.package.Name`
    repeated: bool
    default: str
    full_name: str
    extends: str = ""  # the message that an extension is for


class Method(Struct, frozen=True):
    name: str
    full_name: str
    takes: str
    gives: str
    options: bytes


class Service(Struct, frozen=True):
    name: str
    full_name: str
    methods: list[Method]


class Message(Struct):
    name: str
    full_name: str  # `package.Outer.Inner`
    fields: dict[int, Field]
    nested: "list[Message]" = []
    extensions: list[Field] = []


class File(Struct, frozen=True):
    messages: list[Message]
    enums: list[str]
    services: list[Service]
    extensions: list[Field]


def read(data: bytes) -> File | None:
    """None where the bytes are no file descriptor."""
    try:
        found = fields(data)
        package = text(found, 2)
        return File(
            [_message(inside, package, DEEPEST) for inside in inner(found, 4)],
            [text(fields(inside), 1) for inside in inner(found, 5)],
            [_service(inside, package) for inside in inner(found, 6)],
            [_field(inside, package) for inside in inner(found, 7)],
        )
    except Malformed:
        return None


def all_messages(messages: list[Message]) -> Iterator[Message]:
    for message in messages:
        yield message
        yield from all_messages(message.nested)


def _message(data: bytes, around: str, deepest: int) -> Message:
    found = fields(data)
    name = _within(around, text(found, 1))
    declared = [_field(inside, name) for inside in inner(found, 2)]
    nested = [_message(inside, name, deepest - 1) for inside in inner(found, 3)] if deepest else []
    extensions = [_field(inside, name) for inside in inner(found, 6)]
    return Message(text(found, 1), name, {f.number: f for f in declared}, nested, extensions)


def _field(data: bytes, around: str) -> Field:
    found = fields(data)
    return Field(
        name=text(found, 1),
        number=whole(found, 3),
        kind=whole(found, 5),
        type_name=text(found, 6).removeprefix("."),
        repeated=whole(found, 4) == REPEATED,
        default=text(found, 7),
        full_name=_within(around, text(found, 1)),
        extends=text(found, 2).removeprefix("."),
    )


def _service(data: bytes, package: str) -> Service:
    found = fields(data)
    name = _within(package, text(found, 1))
    return Service(text(found, 1), name, [_method(inside, name) for inside in inner(found, 2)])


def _method(data: bytes, service: str) -> Method:
    found = fields(data)
    return Method(
        name=text(found, 1),
        full_name=_within(service, text(found, 1)),
        takes=text(found, 2).removeprefix("."),
        gives=text(found, 3).removeprefix("."),
        options=(inner(found, 4) or [b""])[-1],
    )


def _within(around: str, name: str) -> str:
    return f"{around}.{name}" if around else name
