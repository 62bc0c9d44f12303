"""An order in which each comes after those that it depends on."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Node = TypeVar("Node")


def ordered(nodes: Iterable[Node], after: Callable[[Node], Iterable[Node]]) -> list[Node]:
    """`nodes` with what they depend on before them, else as they stand; a cycle is cut where it is met again."""
    found: dict[Node, None] = {}
    begun: set[Node] = set()
    for start in nodes:
        waiting = [start]
        while waiting:
            node = waiting[-1]
            before = [other for other in after(node) if other not in begun] if node not in begun else []
            begun.add(node)
            if before:
                waiting += reversed(before)
                continue
            waiting.pop()
            found.setdefault(node, None)
    return list(found)
