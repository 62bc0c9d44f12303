"""Which line of an older text a line is: by its words, wherever it was indented, quoted or moved to."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate

DEFINITION = re.compile(r"(?:async)?(?P<kind>def|class)(?P<name>(?!__)\w+)[(:\[]")
TELLING = 12  # letters and digits that a line needs to be known again elsewhere
LONG = 24  # letters and digits of one that is known again without its neighbours
SIMILAR = 0.6  # of a line that a mass rewrite left
MOST_STEPS = 20_000_000  # of comparing two texts; what is not matched by then counts as written anew
MOST_PLACES = 100  # where a line may come from, beyond which it says nothing


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
    taken = set()
    for block in _Bounded(here, there).get_matching_blocks():
        for step in range(block.size):
            found[start + block.b + step] = start + block.a + step
            taken.add(start + block.a + step)
    free: defaultdict[str, list[int]] = defaultdict(list)
    for place in range(start, len(old) - end):
        if place not in taken:
            free[old[place]].append(place)
    once = _once(old) & _once(new)
    for place in range(start, len(new) - end):
        wanted = new[place]
        if found[place] is None and wanted in free and is_telling(wanted):
            was = found[place] = _moved(old, new, place, free[wanted], alone=wanted in once)
            if was is not None:
                free[wanted].remove(was)
    return found


class _Bounded(SequenceMatcher[str]):
    """Matches the longest runs first, and gives up on the rest where that would take too many steps."""

    def __init__(self, a: Sequence[str], b: Sequence[str]) -> None:
        super().__init__(None, a, b, autojunk=False)
        times = Counter(b)
        self.steps = list(accumulate((1 + times[line] for line in a), initial=0))  # of each line and all before it
        self.left = MOST_STEPS

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self.left -= self.steps[ahi if ahi is not None else -1] - self.steps[alo]
        return super().find_longest_match(alo, ahi, blo, bhi) if self.left >= 0 else Match(alo, blo, 0)


def moved(old: Sequence[str], new: Sequence[str], position: int) -> int | None:
    """The same line in the old text: beside the same neighbour, or one that could be no other."""
    wanted = new[position]
    if not is_telling(wanted):
        return None
    places = [place for place, line in enumerate(old) if line == wanted]
    return _moved(old, new, position, places, alone=len(places) == 1 == new.count(wanted))


def _moved(old: Sequence[str], new: Sequence[str], position: int, places: Sequence[int], *, alone: bool) -> int | None:
    """Of the places where the old text says the same; `alone` where each text says it once."""
    if len(places) > MOST_PLACES:
        return None
    best = max(places, key=lambda place: neighbours(old, new, place, position), default=None)
    if best is None or neighbours(old, new, best, position):
        return best
    wanted = new[position]
    is_long = " " in wanted or sum(char.isalnum() for char in wanted) >= LONG
    return best if alone and is_long else None


def _once(lines: Sequence[str]) -> set[str]:
    return {line for line, number in Counter(lines).items() if number == 1}


def neighbours(old: Sequence[str], new: Sequence[str], place: int, position: int) -> int:
    """How many of the nearest lines on either side are the same, blank ones left out."""
    return sum(_next(old, place, step) == _next(new, position, step) != "" for step in (-1, 1))


def rewritten(old: Sequence[str], new: Sequence[str], position: int) -> int | None:
    """The old line that a rewritten one is most like, where it stood: for rewrites of everything at once."""
    for kind, a, b, c, d in _Bounded(old, new).get_opcodes():
        if kind == "replace" and c <= position < d:
            if sum(len(line) for line in old[a:b]) * len(new[position]) > MOST_STEPS:
                return None
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
