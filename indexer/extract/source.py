"""From the bytes of a file to UTF-8 with plain line ends, as Python itself would decode them."""

import codecs
import re

from indexer.facts import Problem

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
NO_CODE = re.compile(rb"^[ \t\f]*(#|$)")
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
NOT_FOR_SOURCE = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})


class NotText(ValueError):
    """The bytes are no Python source: the message says why."""


def decode(content: bytes) -> tuple[bytes, list[Problem]]:
    """UTF-8 without a byte-order mark whose lines end in `\\n`, and what was wrong; lines keep their numbers.

    Bytes that the declared encoding cannot read are replaced. Raises NotText for binary content.
    """
    problems: list[Problem] = []
    encoding, content = _encoding(content, problems)
    if encoding != "utf-8":
        content = content.decode(encoding, "replace").encode("utf-8", "replace")
    elif not content.isascii():
        content = _valid(content, problems)
    if b"\0" in content:
        content = _without_nul(content, problems)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content, problems


def _encoding(content: bytes, problems: list[Problem]) -> tuple[str, bytes]:
    for mark, name in MARKS:
        if content.startswith(mark):
            return name, content[len(mark) :]
    for number, line in enumerate(content[:1000].splitlines()[:2], 1):
        cookie = COOKIE.match(line)
        if cookie:
            name = cookie.group(1).decode("ascii", "replace")
            encoding = _known(name)
            if encoding is None:
                problems.append(Problem(number, f"unknown encoding {name[:40]}: read as UTF-8"))
            return encoding or "utf-8", content
        if not NO_CODE.match(line):
            break
    return "utf-8", content


def _known(name: str) -> str | None:
    """The codec of an encoding in which the cookie itself can be read."""
    try:
        codec = codecs.lookup(name)
        if codec.name not in NOT_FOR_SOURCE and b"coding".decode(codec.name) == "coding":
            return codec.name
    except (LookupError, UnicodeError, ValueError):
        pass
    return None


def _valid(content: bytes, problems: list[Problem]) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(content[: error.start + 1].splitlines())
        problems.append(Problem(line, "not UTF-8: some characters are unknown"))
        return content.decode("utf-8", "replace").encode()
    return content


def _without_nul(content: bytes, problems: list[Problem]) -> bytes:
    """A crash leaves a few NUL bytes in a text, most at its end; binary content is full of control characters."""
    text = content.rstrip(b"\0")
    controls = len(text) - len(text.translate(None, CONTROLS))
    if controls * 100 > len(text) + 1000:
        raise NotText("binary content (NUL bytes)")
    problems.append(Problem(len(content[: content.index(b"\0") + 1].splitlines()), "NUL bytes: left out"))
    return text.replace(b"\0", b" ")
