"""Names taken apart into words, and names spelt like another."""

import re
from bisect import insort
from collections.abc import Iterable
from difflib import SequenceMatcher

ENOUGH = 0.6  # likeness below which a suggestion would only mislead

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def humps(name: str) -> str:
    """`HTTPClient` → `HTTP Client`: the words that neither dot nor underscore parts."""
    return name if name.islower() else _HUMP.sub(" ", name)


def best(wanted: str, candidates: Iterable[str], k: int) -> list[str]:
    """The `k` spelt most like `wanted`, best first; case counts for nothing. Among equals, the one that came first."""
    matcher = SequenceMatcher(b=wanted.lower(), autojunk=False)
    found: list[tuple[float, int, str]] = []
    bar = ENOUGH
    for position, candidate in enumerate(candidates):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() >= bar and matcher.quick_ratio() >= bar and (ratio := matcher.ratio()) >= bar:
            insort(found, (-ratio, position, candidate))
            del found[k:]
            if len(found) == k:
                bar = -found[-1][0]  # so that ever fewer are compared in full
    return [candidate for _, _, candidate in found]
