"""Source as lines: where statements and definitions begin, told without a parser, for text that no parser accepts."""

import re
from typing import NamedTuple

HEADER = re.compile(rb"^([ \t]*)(async[ \t]+def|def|class)[ \t]+(\w+)[ \t]*(?=[(\[:#]|$)")
COMPOUND = re.compile(rb"^[ \t]*(if|elif|else|for|while|try|except|finally|with|match|case|async)\b")
TRY = re.compile(rb"^[ \t]*try[ \t]*:")
TOKEN = re.compile(
    rb"#.*"
    rb"|\"{3}|'{3}"
    rb"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
    rb"|[][(){}]"
    rb"|\\$"
)
REST_OF_TEXT = {
    b'"""': re.compile(rb'(?:[^"\\]|\\.|"(?!""))*"""'),
    b"'''": re.compile(rb"(?:[^'\\]|\\.|'(?!''))*'''"),
}


class Start(NamedTuple):
    """The first line of a statement."""

    line: int
    tries: tuple[bytes, ...]  # the indents of the `try` blocks around it that have no handler yet, outermost first


def statement_starts(lines: list[bytes], first: int, last: int, *, trust_quotes: bool) -> list[Start]:
    """Where the statements of some lines begin; `last` ends the list.

    A bracket that is never closed hides whatever follows it, up to the next definition; so does a quote, unless a text
    is trusted to be one even where it holds something like a definition.
    """
    found: list[Start] = []
    tries: list[bytes] = []
    depth = 0
    text = b""  # the quotes of a text that goes on
    continued = decorator = False
    for number in range(first, last):
        line = lines[number]
        if HEADER.match(line) and not (text and trust_quotes):
            depth, text, continued = 0, b"", False
        if not (depth or text or continued) and is_code(line):
            if not decorator:  # which belongs to the definition after it
                found.append(Start(number, tuple(tries)))
            decorator = line.lstrip().startswith(b"@")
            _follow_tries(tries, line)
        depth, text, continued = _after(line, depth, text)
    found.append(Start(last, tuple(tries)))
    return found


def definition_starts(lines: list[bytes], first: int, last: int, *, trust_quotes: bool) -> list[int]:
    """Where the outermost definitions inside some lines begin, decorators included; one that begins with the first line
    is not inside."""
    headers = _headers(lines, first, last, trust_quotes)
    if headers and not any(map(is_code, lines[first : _with_decorators(lines, headers[0], first)])):
        headers = headers[1:]
    outermost = min((indent(lines[n]) for n in headers), default=0)
    return [_with_decorators(lines, n, first) for n in headers if indent(lines[n]) == outermost]


def open_text(lines: list[bytes], first: int, last: int) -> bytes:
    """The quotes of a text that begins in these lines and does not end in them."""
    depth, text = 0, b""
    for line in lines[first:last]:
        depth, text, _ = _after(line, depth, text)
    return text


def is_code(line: bytes) -> bool:
    text = line.strip()
    return bool(text) and not text.startswith(b"#")


def opens_block(line: bytes) -> bool:
    return line.partition(b"#")[0].rstrip().endswith(b":")


def space(line: bytes) -> bytes:
    return line[: len(line) - len(line.lstrip())]


def indent(line: bytes) -> int:
    return len(space(line).expandtabs(8))


def _headers(lines: list[bytes], first: int, last: int, trust_quotes: bool) -> list[int]:
    found: list[int] = []
    text = b""
    for number in range(first, last):
        if not text and HEADER.match(lines[number]):
            found.append(number)
        if trust_quotes:
            _, text, _ = _after(lines[number], 0, text)
    return found


def _after(line: bytes, depth: int, text: bytes) -> tuple[int, bytes, bool]:
    """Open brackets, the quotes of an open text, and whether a backslash continues the line."""
    at = 0
    if text:
        end = REST_OF_TEXT[text].match(line)
        if not end:
            return depth, text, False
        at = end.end()
    while token := TOKEN.search(line, at):
        at = token.end()
        sign = token.group()
        if sign in REST_OF_TEXT:
            end = REST_OF_TEXT[sign].match(line, at)
            if not end:
                return depth, sign, False
            at = end.end()
        elif sign in (b"(", b"[", b"{"):
            depth += 1
        elif sign in (b")", b"]", b"}"):
            depth = max(0, depth - 1)
        elif sign == b"\\":
            return depth, b"", True
    return depth, b"", False


def _follow_tries(tries: list[bytes], line: bytes) -> None:
    while tries and indent(tries[-1] + b"x") >= indent(line):
        tries.pop()
    if TRY.match(line):
        tries.append(space(line))


def _with_decorators(lines: list[bytes], header: int, first: int) -> int:
    """The line of the first decorator of a definition."""
    start, depth = header, indent(lines[header])
    for number in range(header - 1, max(first, header - 40) - 1, -1):
        line = lines[number]
        if not is_code(line):
            continue
        if line.lstrip().startswith(b"@") and indent(line) == depth:
            start = number
        elif HEADER.match(line) or (indent(line) <= depth and line.strip()[:1] not in (b")", b"]", b"}")):
            break
    return start
