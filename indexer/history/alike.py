"""Which line of an older text a line is: by its words, wherever it was indented, quoted or moved to."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

DEFINITION = re.compile(r"(?:async)?(?P<kind>def|class)(?P<name>(?!__)\w+)[(:\[]")
TELLING = 12  # letters and digits that a line needs to be known again elsewhere
LONG = 24  # letters and digits of one that is known again without its neighbours
SIMILAR = 0.6  # of a line that a mass rewrite left


def print_of(line: str) -> str:
    """A line without what a formatter may change; of a definition only what it defines."""
    words = "".join(line.split()).replace("'", '"').rstrip(",")
    found = DEFINITION.match(words) if words.startswith(("def", "class", "async")) else None
    return f"{found['kind']} {found['name']}" if found else words


def prints(lines: Sequence[str]) -> list[str]:
    return [print_of(line) for line in lines]


def is_telling(print: str) -> bool:
    """Not one of those that any code has."""
    return " " in print or sum(char.isalnum() for char in print) >= TELLING


def mapping(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """Where each line of the new prints stood in the old ones; None for those that the change wrote."""
    shortest = min(len(old), len(new))
    start = end = 0
    while start < shortest and old[start] == new[start]:
        start += 1
    while end < shortest - start and old[-1 - end] == new[-1 - end]:
        end += 1
    shift = len(old) - len(new)
    found: list[int | None] = [
        place if place < start else place + shift if place >= len(new) - end else None for place in range(len(new))
    ]
    here, there = list(old[start : len(old) - end]), list(new[start : len(new) - end])
    free = set(range(start, len(old) - end))
    for block in SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            found[start + block.b + step] = start + block.a + step
            free.discard(start + block.a + step)
    for place in range(start, len(new) - end):
        if found[place] is None and free:
            was = found[place] = moved(old, new, place, sorted(free))
            free.discard(-1 if was is None else was)
    return found


def moved(old: Sequence[str], new: Sequence[str], position: int, free: Sequence[int]) -> int | None:
    """The same line among those that went: beside the same neighbour, or one that could be no other."""
    wanted = new[position]
    if not is_telling(wanted):
        return None
    places = [place for place in free if old[place] == wanted]
    best = max(places, key=lambda place: neighbours(old, new, place, position), default=None)
    if best is None or neighbours(old, new, best, position):
        return best
    alone = " " in wanted or sum(char.isalnum() for char in wanted) >= LONG
    return best if alone and old.count(wanted) == 1 == new.count(wanted) else None


def neighbours(old: Sequence[str], new: Sequence[str], place: int, position: int) -> int:
    """How many of the nearest lines on either side are the same, blank ones left out."""
    return sum(_next(old, place, step) == _next(new, position, step) != "" for step in (-1, 1))


def rewritten(old: Sequence[str], new: Sequence[str], position: int) -> int | None:
    """The old line that a rewritten one is most like, where it stood: for rewrites of everything at once."""
    for kind, a, b, c, d in SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        if kind == "replace" and c <= position < d:
            likeness = {place: SequenceMatcher(None, old[place], new[position]).ratio() for place in range(a, b)}
            best = max(likeness, key=lambda place: likeness[place])
            return best if likeness[best] >= SIMILAR else None
    return None


def _next(lines: Sequence[str], place: int, step: int) -> str:
    place += step
    while 0 <= place < len(lines):
        if lines[place]:
            return lines[place]
        place += step
    return ""
