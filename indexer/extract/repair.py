"""Broken source: find the lines that break it, so that the functions around them are still read.

An unclosed bracket makes the parser swallow the definitions that follow it. Python cannot open a `def` or a class
inside a bracket, so the line to blame is nearly always at or just above the first error. Those lines are blanked one at a time
(a header keeps its name and its block), and a change is kept when it leaves less of the file in error.
"""

import re

from tree_sitter import Node

from indexer.extract import grammar
from indexer.facts import Problem

MOST_ROUNDS = 12
LARGEST = 400_000  # bytes; a broken file beyond this is read as it is
HEADER = re.compile(rb"^(\s*)(async\s+def|def|class)\s+(\w+)")
COMPOUND = re.compile(rb"^(\s*)(if|elif|else|for|while|try|except|finally|with|match|case|async)\b")

TYPE_PARAMETER = grammar.kind("type_parameter")


def parse(source: bytes) -> tuple[Node, bytes, list[Problem]]:
    """The tree, the source it is of (broken lines blanked; lines keep their numbers), and what was wrong."""
    root = grammar.parse(source)
    if not root.has_error:
        return root, source, []
    damage = _damage(root)
    if not damage:  # nothing but syntax newer than the grammar in type parameters
        return root, source, []
    problems = [Problem(damage[0].start_point[0] + 1, "syntax error")]
    for _ in range(MOST_ROUNDS if len(source) <= LARGEST else 0):
        better = _blank_one(source, damage)
        if better is None:
            break
        root, source, damage, line = better
        problems.append(Problem(line + 1, "not read: this line breaks the syntax"))
        if not damage:
            break
    return root, source, problems


def _blank_one(source: bytes, damage: list[Node]) -> tuple[Node, bytes, list[Node], int] | None:
    """The candidate line whose blanking leaves the least in error, if it leaves less than there is."""
    lines = source.split(b"\n")
    best: tuple[int, Node, bytes, list[Node], int] | None = None
    now = _extent(damage)
    for number in _suspects(damage[0], lines):
        patched = lines.copy()
        patched[number] = _blanked(lines[number])
        if patched[number] == lines[number]:
            continue
        text = b"\n".join(patched)
        root = grammar.parse(text)
        left = _damage(root)
        extent = _extent(left)
        if extent < now and (best is None or extent < best[0]):
            best = (extent, root, text, left, number)
    return best[1:] if best else None


def _suspects(error: Node, lines: list[bytes]) -> list[int]:
    """Lines to try: those of the error, those before it, and the start of whatever it stands in."""
    first, last = error.start_point[0], error.end_point[0]
    found = [first, last]
    node: Node | None = error
    for _ in range(6):
        node = node.parent if node is not None else None
        if node is None:
            break
        found.append(node.start_point[0])
    for number in range(first - 1, max(-1, first - 6), -1):
        found.append(number)
    if error.children:
        found.extend(c.start_point[0] for c in error.children[:12])
    return [n for n in dict.fromkeys(found) if 0 <= n < len(lines) and lines[n].strip()]


def _blanked(line: bytes) -> bytes:
    header = HEADER.match(line)
    if header:
        indent, word, name = header.groups()
        return indent + word + b" " + name + (b":" if word == b"class" else b"():")
    if COMPOUND.match(line):
        indent = line[: len(line) - len(line.lstrip())]
        return indent + b"if 0:"
    return line[: len(line) - len(line.lstrip())] + b"pass"


def _damage(root: Node) -> list[Node]:
    """ERROR and missing nodes, in order; not those in type parameters, where newer syntax only loses a default."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.kind_id == grammar.ERROR or node.is_missing:
            found.append(node)
            continue
        if node.has_error and node.kind_id != TYPE_PARAMETER:
            stack.extend(reversed(node.children))
    return found


def _extent(damage: list[Node]) -> int:
    return sum(max(1, node.end_byte - node.start_byte) for node in damage)
