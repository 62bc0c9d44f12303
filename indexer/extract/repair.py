"""Broken source: find the lines that break it, so that the functions around them are still read.

An unclosed bracket or quote makes the parser swallow the definitions behind it. But a line with `def` or `class` opens
a definition whatever stands before it: a broken file is taken apart at those lines, piece by piece, until the damage is
in the lines of one function. There the first statement that the parser stumbles over is found, and blanked (a header
keeps its name). A change is kept where it leaves less of what is around it in error. Lines keep their numbers.
"""

import re
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from tree_sitter import Node

from indexer.extract import grammar
from indexer.extract.lines import (
    COMPOUND,
    HEADER,
    Start,
    definition_starts,
    indent,
    is_code,
    open_text,
    opens_block,
    space,
    statement_starts,
)
from indexer.facts import Problem

MOST_PARSED = 300_000, 10, 2_000_000  # bytes, all attempts at one file together: so many, plus times its size, at most
MOST_CHANGES = 8  # of one piece
LONGEST = 30  # lines of an ordinary statement or header
DEEPEST = 20  # pieces in pieces
TWO_QUOTES = re.compile(rb"(?<!\")\"\"(?!\")|(?<!')''(?!')")  # perhaps three were meant
CONFLICT = re.compile(rb"^(<{7}|\|{7}|={7}|>{7})( |$)")

ANY_HEADER = re.compile(HEADER.pattern, re.MULTILINE)
TYPE_PARAMETER, STRING_CONTENT = grammar.kind("type_parameter"), grammar.kind("string_content")

Change = dict[int, bytes]  # line -> what to put there


class Damage(NamedTuple):
    """Less is better, the first before the second."""

    swallowed: int  # definitions that lie in a string; some may well do so rightly
    extent: int  # bytes in error


def parse(source: bytes) -> tuple[Node, bytes, list[Problem]]:
    """The tree, the source it is of, and what was wrong."""
    root = grammar.parse(source)
    broken_nodes = errors(root) if root.has_error else []
    if not broken_nodes:  # perhaps syntax newer than the grammar, in type parameters
        return root, source, []
    broken = _Broken(source)
    broken.repair_conflicts()
    with suppress(_Enough):
        if not broken.repair(0, len(broken.lines), 0):
            broken.trust_quotes = False
            broken.repair(0, len(broken.lines), 0)
    if broken.changed:
        source = b"\n".join(broken.lines)
        root = grammar.parse(source)
        broken_nodes = errors(root)
    problems = {number + 1: f"syntax error: {why}" for number, why in broken.changed.items()}
    for node in broken_nodes:
        problems.setdefault(node.start_point[0] + 1, "syntax error")
    return root, source, [Problem(line, problems[line]) for line in sorted(problems)]


NONE = Damage(0, 0)


class _Enough(Exception):
    """As much has been tried as may be."""


class _Broken:
    """The lines of a broken file, as far as they are repaired."""

    def __init__(self, source: bytes) -> None:
        self.lines = source.split(b"\n")
        self.changed: dict[int, str] = {}  # line -> what was done about it
        least, times, most = MOST_PARSED
        self.left = min(most, least + times * len(source))
        self.trust_quotes = True  # what looks like a definition in a text is none

    def repair_conflicts(self) -> None:
        """The marks of an unfinished merge go; both sides are read."""
        for number, line in enumerate(self.lines):
            if CONFLICT.match(line):
                self.lines[number] = b""
                self.changed[number] = "the mark of a merge conflict"

    def repair(self, first: int, last: int, depth: int) -> bool:
        """Leave as little damage as possible in the lines from `first` to before `last`; true where none is left."""
        damage = self._damage(first, last)
        if not damage.extent:
            return True
        starts = definition_starts(self.lines, first, last, trust_quotes=self.trust_quotes) if depth < DEEPEST else []
        for start, end in pairwise(sorted({first, *starts, last}) if starts else ()):
            if end - start == last - first:
                break
            lines, changed = self.lines[start:end], self.changed.copy()
            self.repair(start, end, depth + 1)
            if self.changed != changed:
                now = self._damage(first, last)
                if now < damage:
                    damage = now
                else:  # what looked broken alone is sound where it stands
                    self.lines[start:end], self.changed = lines, changed
            if not damage.extent:
                return True
        for _ in range(0 if starts and self.trust_quotes else MOST_CHANGES):
            change = self._change(first, last, damage)
            if change is None:
                return False
            for number, line in change.items():
                colon = line == self.lines[number].rstrip() + b":"
                self.changed[number] = "a colon is missing" if colon else "this line was not read"
                self.lines[number] = line
            damage = self._damage(first, last)
            if not damage.extent:
                return True
        return False

    def _change(self, first: int, last: int, damage: Damage) -> Change | None:
        """What to do about the first statement that the parser stumbles over: that which leaves nothing in error, else
        that which lets it go on, else that which leaves less; None where nothing does."""
        starts = self._starts(first, last)
        place = self._stumbles(first, starts)
        end = starts[place + 1]
        before, lines = self._look(first, end.line, end.tries)
        best: Change | None = None
        goes_on: Change | None = None
        for number in (place, place - 1, place - 2):
            if number < 0:
                break
            for change in self._changes(starts[number].line, starts[number + 1].line, lines):
                original = {n: self.lines[n] for n in change}
                self._put(change)
                try:
                    now = self._damage(first, last)
                    if goes_on is None:
                        here = self._damage(first, end.line, end.tries)
                        if not here.extent and here.swallowed <= before.swallowed:
                            goes_on = change
                finally:
                    self._put(original)
                if now < damage:
                    best, damage = change, now
                    if now == NONE:
                        return best
        return best if goes_on is None or not damage.extent else goes_on

    def _put(self, change: Change) -> None:
        for number, line in change.items():
            self.lines[number] = line

    def _stumbles(self, first: int, starts: list[Start]) -> int:
        """The place of the first statement up to which the lines are in error: found by halving."""
        low, high = 0, len(starts) - 2
        while low < high:
            middle = (low + high) // 2
            end = starts[middle + 1]
            if self._damage(first, end.line, end.tries).extent:
                high = middle
            else:
                low = middle + 1
        return max(0, low)

    def _changes(self, first: int, last: int, errors: list[int]) -> list[Change]:
        """What may be done about a broken statement, that which keeps most of it first."""
        line = self.lines[first]
        if not line.strip():
            return []
        found: list[Change] = []
        header = HEADER.match(line)
        if (header or COMPOUND.match(line)) and not opens_block(line):
            found.append({first: line.rstrip() + b":"})
        if header:
            indented, word, name = header.groups()
            named = {first: indented + word + b" " + name + (b":" if word == b"class" else b"():")}
            found.append(named)
            # Its parameters may fill several lines.
            body = next((n for n in range(first, min(last, first + LONGEST)) if opens_block(self.lines[n])), first) + 1
            found.append(dict.fromkeys(range(first + 1, body), b"") | named)
        elif COMPOUND.match(line):
            found.append({first: space(line) + b"if 0:"})
        doubled = [n for n in range(first, last) if TWO_QUOTES.search(self.lines[n])]
        found += [{n: TWO_QUOTES.sub(lambda m: m.group()[:1] * 3, self.lines[n], count=1)} for n in doubled[:3]]
        found += [{n: b""} for n in errors if first < n < last][:3]
        found.append({first: b""})
        found.append({first: space(line) + b"pass"})
        if not header:
            found += [dict.fromkeys(range(first, end), b"") for end in self._ends(first, last)]
        quotes = open_text(self.lines, first, last)
        if quotes:
            found.append({last - 1: self.lines[last - 1] + quotes})
        elif last - first > 1:  # perhaps it ends only here because of a stray quote
            found.append({last - 1: b""})
        return [change for change in found if any(self.lines[n] != put for n, put in change.items())]

    def _ends(self, first: int, last: int) -> list[int]:
        """Where a statement of several lines may end: behind the lines that are further in, or behind all of them."""
        depth = indent(self.lines[first])
        deeper = definition = first + 1
        while deeper < last and (not is_code(self.lines[deeper]) or indent(self.lines[deeper]) > depth):
            deeper += 1
        while definition < last and not (
            HEADER.match(self.lines[definition]) and indent(self.lines[definition]) <= depth
        ):
            definition += 1
        return sorted({deeper, min(definition, first + LONGEST), definition} - {first + 1})

    def _damage(self, first: int, last: int, tries: tuple[bytes, ...] | None = None) -> Damage:
        return self._look(first, last, tries)[0]

    def _look(self, first: int, last: int, tries: tuple[bytes, ...] | None = None) -> tuple[Damage, list[int]]:
        """What is wrong with some lines, and where errors begin.

        They are parsed below stand-ins for the blocks around them; a block that their last line opens, and a `try`
        whose handlers come later, are completed.
        """
        if tries is None:
            tries = self._starts(first, last)[-1].tries
        around = self._around(first, last)
        text = b"\n".join([*around, *self.lines[first:last], *self._behind(first, last, tries)])
        self.left -= len(text)
        if self.left < 0:
            raise _Enough
        root = grammar.parse(text)
        found = (grammar.smallest(root, header.start(2))[0] for header in ANY_HEADER.finditer(text))
        swallowed = sum(node.kind_id == STRING_CONTENT for node in found)
        broken = errors(root)
        lines = [node.start_point[0] - len(around) + first for node in broken]
        return Damage(swallowed, sum(max(1, node.end_byte - node.start_byte) for node in broken)), lines

    def _starts(self, first: int, last: int) -> list[Start]:
        return statement_starts(self.lines, first, last, trust_quotes=self.trust_quotes)

    def _around(self, first: int, last: int) -> list[bytes]:
        code = (line for line in self.lines[first:last] if is_code(line))
        depth = indent(next(code, b""))
        found: list[bytes] = []
        for line in reversed(self.lines[:first]):
            if depth == 0:
                break
            if is_code(line) and indent(line) < depth:
                depth = indent(line)
                found.append(space(line) + b"if 1:")
        return found[::-1]

    def _behind(self, first: int, last: int, tries: tuple[bytes, ...]) -> list[bytes]:
        line = next((line for line in reversed(self.lines[first:last]) if is_code(line)), b"")
        body = [space(line) + b"    pass"] if opens_block(line) else []
        return body + [indented + b"finally: pass" for indented in reversed(tries)]


def errors(root: Node) -> list[Node]:
    """ERROR and missing nodes, in order; not those in type parameters, where newer syntax only loses a default."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.kind_id == grammar.ERROR or node.is_missing:
            found.append(node)
        elif node.has_error and node.kind_id != TYPE_PARAMETER:
            stack.extend(reversed(node.children))
    return found
