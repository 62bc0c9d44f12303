"""Tests as the graph writes them, taken apart: what is refused by each of them alone."""

import re
from collections.abc import Iterator

from constraints import callers
from indexer.graph.conduct import RefusalView

OPPOSITE = {"==": "!=", "!=": "==", "not in": "in", "in": "not in", "is not": "is", "is": "is not"}
OPENS, CLOSES = "([{", ")]}"
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
CHAIN = re.compile(r"[A-Za-z_][\w.]*(?:\(\)\.[\w.]+)*")


def disjuncts(test: str) -> frozenset[str]:
    """`a or (not b)` is refused by `a`, and by `not b`."""
    return _parts(test, " or ")


def negated(test: str) -> str:
    """What holds where the test does not, as the graph writes it."""
    bare = _bare(test)
    if bare.startswith("not "):
        return _bare(bare.removeprefix("not "))
    sides = [list(_split(bare, f" {word} ")) for word in OPPOSITE]
    for word, parts in zip(OPPOSITE, sides, strict=True):
        if len(parts) == 2 and not re.search(r" (and|or) ", bare) and not re.search(r" (not|is)$", parts[0]):
            return f"{parts[0]} {OPPOSITE[word]} {parts[1]}"
    return f"not {test}"


def conjuncts(test: str) -> frozenset[str]:
    """`a and b` holds where both of them do."""
    return _parts(test, " and ")


def _parts(test: str, word: str) -> frozenset[str]:
    return frozenset(_bare(part) for part in _split(_bare(test), word))


def weakened(lost: RefusalView, new: RefusalView) -> frozenset[str]:
    """What `lost` refused of callers and `new`, which stands in its place, lets pass; nothing where it refuses as much.

    A part of a disjunction that is gone, or a right that has become the mere login.
    """
    before, after = disjuncts(lost.test), disjuncts(new.test)
    if after < before:
        return frozenset(part for part in before - after if lost.denies or _speaks(part))
    if new.test == negated(lost.test):
        return frozenset([lost.test])
    if len(after) == 1 < len(before) and conjuncts(new.test) == before:  # who was refused by one needs all of them now
        return before
    rights, asked = _rights(lost.names), _rights(new.names)
    strong = [name for name in rights if not callers.LOGIN_ONLY.search(name)]
    if strong and asked and all(callers.LOGIN_ONLY.search(name) for name in asked):
        others = set(new.names) - set(lost.names)
        if not any(callers.CALLER.search(name) and callers.leaf(name) not in asked for name in others):
            return frozenset(strong)
    return frozenset()


def _rights(names: tuple[str, ...]) -> list[str]:
    return [callers.leaf(name) for name in names if callers.speaks_of_right((name,))]


def _speaks(part: str) -> bool:
    return callers.speaks_of_caller(tuple(CHAIN.findall(QUOTED.sub("''", part)))) or bool(callers.PART.search(part))


def _bare(text: str) -> str:
    """Without brackets around all of it."""
    while text.startswith("(") and text.endswith(")") and _closes(text) == len(text) - 1:
        text = text[1:-1]
    return text


def _closes(text: str) -> int:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in OPENS) - (sign in CLOSES)
        if depth == 0:
            return place
    return -1


def _split(text: str, word: str) -> Iterator[str]:
    """At each such word outside brackets and quotes."""
    masked = QUOTED.sub(lambda found: "_" * len(found[0]), text)
    depth = start = 0
    for place, sign in enumerate(masked):
        depth += (sign in OPENS) - (sign in CLOSES)
        if depth == 0 and masked.startswith(word, place):
            yield text[start:place]
            start = place + len(word)
    yield text[start:]
