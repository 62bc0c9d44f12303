"""Statements by what they say: two of the same print have the same text, however it is laid out and quoted."""

import re
from operator import itemgetter
from zlib import crc32

from indexer.facts import Scope

LAYOUT = b" \t\r\n\f\\,()'\""
BY_START = itemgetter(2)
HASH = ord("#")
COMMENT = re.compile(rb"#[^\n]*")


def take_prints(source: bytes, spans: list[tuple[Scope, int, int, int]]) -> None:
    """Of a compound statement the header alone: what stands in its blocks has prints of its own."""
    spans.sort(key=BY_START)
    last = len(spans) - 1
    for position, (scope, number, start, end) in enumerate(spans):
        if position < last:
            end = min(end, spans[position + 1][2])
        text = source[start:end]
        if HASH in text:  # as a number: a search for bytes first tries whether they are one, and fails by an exception
            text = COMMENT.sub(b"", text)
        prints = scope.prints
        prints.extend([0] * (number + 1 - len(prints)))
        prints[number] = crc32(text.translate(None, LAYOUT)) or 1
