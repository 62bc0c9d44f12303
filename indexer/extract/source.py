"""From the bytes of a file to UTF-8 with plain line ends, as Python itself would decode them."""

import codecs
import re

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263


class NotText(ValueError):
    """The bytes are no Python source: the message says why."""


def decode(content: bytes) -> bytes:
    """UTF-8 without a byte-order mark whose lines end in `\\n`; lines keep their numbers.

    Raises NotText for binary content, an unknown encoding, or bytes that the declared encoding cannot read.
    """
    encoding, content = _encoding(content)
    if encoding != "utf-8":
        try:
            content = content.decode(encoding).encode("utf-8", "surrogatepass")
        except (UnicodeError, LookupError) as error:
            raise NotText(f"cannot be decoded as {encoding}") from error
    if b"\0" in content:
        raise NotText("binary content (NUL bytes)")
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content


def _encoding(content: bytes) -> tuple[str, bytes]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return name, content[len(mark) :]
    for line in content.split(b"\n", 2)[:2]:
        cookie = COOKIE.match(line)
        if cookie:
            name = cookie.group(1).decode("ascii").lower()
            try:
                return codecs.lookup(name).name, content
            except LookupError:
                raise NotText(f"unknown encoding {name[:40]}") from None
    return "utf-8", content
