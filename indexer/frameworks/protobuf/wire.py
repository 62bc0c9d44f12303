"""The wire format of protocol buffers: numbered fields, each a number or bytes.

Read by hand: it is five rules, and the runtime that has them is a compiled package for the sake of one question.
Source: "Encoding" of the Protocol Buffers documentation.
"""

Fields = dict[int, list[int | bytes]]

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes


class Malformed(ValueError):
    """These bytes are no message."""


def fields(data: bytes) -> Fields:
    """The fields of a message by number, each with its values in order."""
    found: Fields = {}
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == VARINT:
            value, place = _varint(data, place)
        elif kind == LENGTH:
            length, place = _varint(data, place)
            value, place = data[place : place + length], place + length
        elif kind == EIGHT_BYTES:
            value, place = int.from_bytes(data[place : place + 8], "little"), place + 8
        elif kind == FOUR_BYTES:
            value, place = int.from_bytes(data[place : place + 4], "little"), place + 4
        else:
            raise Malformed(f"field {number} has the unknown form {kind}")
        if place > len(data):
            raise Malformed(f"field {number} is cut off")
        found.setdefault(number, []).append(value)
    return found


def text(found: Fields, number: int) -> str:
    """The last value counts, as everywhere in the format."""
    value = found.get(number, [b""])[-1]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def whole(found: Fields, number: int) -> int:
    value = found.get(number, [0])[-1]
    return value if isinstance(value, int) else 0


def inner(found: Fields, number: int) -> list[bytes]:
    """The messages, or texts, that a repeated field holds."""
    return [value for value in found.get(number, ()) if isinstance(value, bytes)]


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for count in range(LONGEST_VARINT):
        if place + count >= len(data):
            break
        byte = data[place + count]
        value |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            return value, place + count + 1
    raise Malformed("a number is cut off")
