"""Edits the text of a JSON file in one place: comments, order and indentation of everything else stay as they are.

Clients read JSON with comments and with commas after the last member; both are understood here. No library that is
kept well and is light edits such text, and reading and writing it anew would lose what people wrote between the lines.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_FIRST_STEP = re.compile(r"^[ \t]+(?=[\"{\[])", re.MULTILINE)
DEEPEST = 200  # levels of nesting; a settings file has a few


class Malformed(Exception):
    """The text is no JSON; says in which line."""


@dataclass(slots=True)
class Node:
    start: int
    end: int
    value: Any
    members: dict[str, "Member"] = field(default_factory=dict)  # of an object; of several with one name the last
    items: list["Node"] = field(default_factory=list)  # of a list
    comma: bool = False  # one stands after the last member or item


@dataclass(frozen=True, slots=True)
class Member:
    start: int  # of the name
    node: Node


def parse(text: str) -> Node:
    """Raises Malformed."""
    position = _after_blank(text, 0)
    if position == len(text):
        return Node(len(text), len(text), None)
    node = _node(text, position, 0)
    rest = _after_blank(text, node.end)
    if rest != len(text):
        raise _malformed(text, rest, "more text after the end")
    return node


def with_member(text: str, keys: Sequence[str], value: Any) -> str:
    """The text in which `value` stands under `keys`; of an object that stood there, other members stay."""
    root = parse(text)
    if root.value is None:
        return f"{json.dumps(_nested(keys, value), indent=2, ensure_ascii=False)}\n"
    node = _object(text, root, keys, ())
    for depth, key in enumerate(keys):
        member = node.members.get(key)
        if member is None:
            return _inserted(text, node, _nested(keys[depth + 1 :], value), name=key)
        if depth == len(keys) - 1:
            if not (isinstance(member.node.value, dict) and isinstance(value, dict)):
                return _replaced(text, member.node, value)
            for name, one in value.items():
                text = with_member(text, [*keys, name], one)
            return text
        node = _object(text, member.node, keys, keys[: depth + 1])
    raise AssertionError("no keys")


def with_item(text: str, keys: Sequence[str], value: Any, is_ours: Callable[[Any], bool]) -> str:
    """The text in which `value` is an item of the list under `keys`, in place of the first that is ours."""
    found = _found(text, keys)
    if found is None:
        return with_member(text, keys, [value])
    if not isinstance(found.value, list):
        raise _malformed(text, found.start, f"{'.'.join(keys)} is no list")
    ours = next((item for item in found.items if is_ours(item.value)), None)
    return _replaced(text, ours, value) if ours else _inserted(text, found, value)


def items(text: str, keys: Sequence[str]) -> list[Any]:
    """Of the list under `keys`; none where there is no list."""
    found = _found(text, keys)
    return found.value if found is not None and isinstance(found.value, list) else []


def without_member(text: str, keys: Sequence[str]) -> str:
    """The text without what stands under `keys`, and without objects that are empty then."""
    for depth in range(len(keys), 0, -1):
        parent = _found(text, keys[: depth - 1])
        if parent is None or keys[depth - 1] not in parent.members:
            continue
        member = parent.members[keys[depth - 1]]
        if depth < len(keys) and (member.node.members or member.node.items):
            break
        text = _cut(text, parent, member.start, member.node.end)
    return text


def without_items(text: str, keys: Sequence[str], is_ours: Callable[[Any], bool]) -> str:
    """The text without the items of the list under `keys` that are ours, and without what is empty then."""
    while True:
        found = _found(text, keys)
        ours = next((item for item in found.items if is_ours(item.value)), None) if found else None
        if found is None or ours is None:
            return text
        if len(found.items) == 1:
            return without_member(text, keys)
        text = _cut(text, found, ours.start, ours.end)


def _found(text: str, keys: Sequence[str]) -> Node | None:
    node: Node | None = parse(text)
    for key in keys:
        member = node.members.get(key) if node else None
        node = member.node if member else None
    return node


def _object(text: str, node: Node, keys: Sequence[str], at: Sequence[str]) -> Node:
    if not isinstance(node.value, dict):
        name = ".".join(at) or "the file"
        raise _malformed(text, node.start, f"{name} is no object, so that {'.'.join(keys)} has no place there")
    return node


def _nested(keys: Sequence[str], value: Any) -> Any:
    for key in reversed(keys):
        value = {key: value}
    return value


# Text


def _inserted(text: str, parent: Node, value: Any, name: str | None = None) -> str:
    """After all that the object or list holds, comments included."""
    children = [member.node for member in parent.members.values()] or parent.items
    newline = "\r\n" if "\r\n" in text else "\n"
    outer = _indentation(text, parent.start)
    first = min((member.start for member in parent.members.values()), default=None)
    if first is None and parent.items:
        first = parent.items[0].start
    own_lines = first is None or "\n" in text[parent.start : first]
    inner = _indentation(text, first) if first is not None and own_lines else outer + _step(text)
    label = f"{json.dumps(name)}: " if name is not None else ""
    close = parent.end - 1
    last = max((child.end for child in children), default=None)
    if not own_lines and last is not None:  # all in one line: so are we
        separator = " " if parent.comma else ", "
        at = close if parent.comma else last
        return f"{text[:at].rstrip() if parent.comma else text[:at]}{separator}{label}{json.dumps(value)}{text[at:]}"
    body = f"{newline}{inner}{label}{_written(text, value, inner)}"
    head = text[:close].rstrip()
    if last is not None and not parent.comma:
        head = f"{text[:last]},{head[last:]}"
    return f"{head}{body}{newline}{outer}{text[close:]}"


def _replaced(text: str, node: Node, value: Any) -> str:
    if node.value == value:
        return text
    return text[: node.start] + _written(text, value, _indentation(text, node.start)) + text[node.end :]


def _cut(text: str, parent: Node, start: int, end: int) -> str:
    """Without one child: with the comma before it, or, for the first, the one after it."""
    after = _after_blank(text, end)
    has_comma = text[after] == ","
    siblings = [member.node.end for member in parent.members.values()] + [item.end for item in parent.items]
    before = max((position for position in siblings if position <= start), default=None)
    if before is None:
        stop = after + 1 if has_comma else end
        begin = len(text[:start].rstrip(" \t\r\n"))
        rest = text[stop:]
        empty = len(siblings) == 1
        return text[:begin] + (rest.lstrip(" \t\r\n") if empty else rest)
    if has_comma and parent.comma and all(position <= end for position in siblings):
        comma = _after_blank(text, before)  # the last of a list with a comma at its end: that one stays
        return text[: comma + 1] + text[after + 1 :]
    comma = _after_blank(text, before)
    kept = text[comma + 1 : start].rstrip(" \t\r\n")  # a comment behind the sibling
    return text[:before] + text[before:comma] + kept + text[end:]


def _written(text: str, value: Any, indentation: str) -> str:
    """As the rest of the text is indented, with its line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = json.dumps(value, indent=_step(text), ensure_ascii=False).split("\n")
    return newline.join([lines[0], *(indentation + line for line in lines[1:])])


def _step(text: str) -> str:
    found = _FIRST_STEP.search(text)
    return found.group() if found else "  "


def _indentation(text: str, position: int) -> str:
    line = text[text.rfind("\n", 0, position) + 1 :]
    return line[: len(line) - len(line.lstrip(" \t"))]


# Reading


def _after_blank(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    assert found is not None
    return found.end()


def _node(text: str, start: int, depth: int) -> Node:
    if depth > DEEPEST:
        raise _malformed(text, start, "nested too deep")
    if text.startswith("{", start):
        return _children(text, start, depth, "}")
    if text.startswith("[", start):
        return _children(text, start, depth, "]")
    found = _STRING.match(text, start) or _PLAIN.match(text, start)
    if found is None:
        raise _malformed(text, start, "a value was expected")
    try:
        return Node(start, found.end(), json.loads(found.group()))
    except ValueError as error:
        raise _malformed(text, start, "this text has an escape that JSON does not know") from error


def _children(text: str, start: int, depth: int, closing: str) -> Node:
    node = Node(start, start, {} if closing == "}" else [])
    position = _after_blank(text, start + 1)
    while not text.startswith(closing, position):
        name_at, name = position, ""
        if closing == "}":
            found = _STRING.match(text, position)
            if found is None:
                raise _malformed(text, position, f"a name in quotes or {closing!r} was expected")
            name = json.loads(found.group())
            position = _after_blank(text, found.end())
            if not text.startswith(":", position):
                raise _malformed(text, position, "':' was expected")
            position = _after_blank(text, position + 1)
        child = _node(text, position, depth + 1)
        if closing == "}":
            node.value[name] = child.value
            node.members[name] = Member(name_at, child)
        else:
            node.value.append(child.value)
            node.items.append(child)
        position = _after_blank(text, child.end)
        node.comma = text.startswith(",", position)
        if node.comma:
            position = _after_blank(text, position + 1)
        elif not text.startswith(closing, position):
            raise _malformed(text, position, f"',' or {closing!r} was expected")
    node.end = position + 1
    return node


def _malformed(text: str, position: int, what: str) -> Malformed:
    return Malformed(f"line {text.count(chr(10), 0, position) + 1}: {what}")
