"""File descriptors are read as protobuf reads them, and bytes that are none are refused."""

import pytest

from indexer.frameworks.protobuf import wire
from indexer.frameworks.protobuf.descriptors import DEEPEST, all_messages, read


def test_fields_keep_their_order_and_the_last_one_counts() -> None:
    found = wire.fields(b"\n\x01a\n\x01b\x10\x96\x01\x1d\x01\x00\x00\x00\x21\x02\x00\x00\x00\x00\x00\x00\x00")
    assert found == {1: [b"a", b"b"], 2: [150], 3: [1], 4: [2]}
    assert wire.text(found, 1) == "b"
    assert wire.whole(found, 2) == 150
    assert wire.inner(found, 2) == []


@pytest.mark.parametrize(
    "data", [b"\n\x05ab", b"\x08", b"\x08" + b"\xff" * 11, b"\x0b\x0c", b"\x09\x00"], ids=lambda data: data.hex()
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.fields(data)
    assert read(data) is None


def test_messages_in_messages_end() -> None:
    data = b""
    for _ in range(3 * DEEPEST):
        data = b"\n\x01M" + b"\x1a" + _length(data) + data
    file = read(b"\x22" + _length(data) + data)
    assert file is not None
    assert len(list(all_messages(file.messages))) == DEEPEST + 1


def _length(data: bytes) -> bytes:
    return bytes([len(data) & 0x7F | 0x80, len(data) >> 7])
