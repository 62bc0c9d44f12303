"""Names taken apart into words, and names spelt like another."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

ENOUGH = 0.6  # likeness below which a suggestion would only mislead

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def humps(name: str) -> str:
    """`HTTPClient` → `HTTP Client`: the words that neither dot nor underscore parts."""
    return _HUMP.sub(" ", name)


def best(wanted: str, candidates: Iterable[str], k: int) -> list[str]:
    """The `k` spelt most like `wanted`, best first; case counts for nothing. Among equals, the one that came first."""
    matcher = SequenceMatcher(b=wanted.lower(), autojunk=False)
    ratios: list[tuple[float, int, str]] = []
    for position, candidate in enumerate(candidates):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() >= ENOUGH and matcher.quick_ratio() >= ENOUGH:
            ratio = matcher.ratio()
            if ratio >= ENOUGH:
                ratios.append((-ratio, position, candidate))
    return [candidate for _, _, candidate in sorted(ratios)[:k]]
