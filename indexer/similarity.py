"""How alike two pieces of code are: by role, data touched, calls, shape of the control flow, and words.

What few others have counts more than what all have: a feature weighs `log(1 + n / k)` where `k` of `n` fingerprints
have it.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from functools import lru_cache
from itertools import chain
from math import log
from typing import Generic, TypeVar

from msgspec import Struct

from indexer.graph.nodes import Fingerprint

Feature = TypeVar("Feature", bound=Hashable)

ROLE, DATA, CALLS, STRUCTURE, WORDS = (
    0.10,
    0.30,
    0.30,
    0.15,
    0.15,
)  # weights; of two pieces that agree in all, the score is 1

SHINGLE = 3  # control-flow tokens that are compared together
LONGEST = 400  # tokens; what follows in a very long function tells nothing new

# fmt: off
NOISE = frozenset((  # parts of identifiers that say nothing about what code is for
    "a", "an", "and", "args", "as", "at", "by", "cls", "do", "for", "from", "get", "has", "if", "in", "is", "it",
    "kwargs", "my", "none", "not", "of", "on", "or", "self", "set", "the", "this", "to", "value", "with",
))
# fmt: on

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W_A-Za-z0-9]+")


class Traits(Struct, Generic[Feature], frozen=True):
    """A fingerprint taken apart; features are strings, or numbers that stand for them."""

    role: str
    data: Set[Feature]
    calls: Set[Feature]
    structure: Set[Feature]
    words: Set[Feature]


class Score(Struct, frozen=True):
    """0 to 1 each; None where neither side has anything to compare."""

    total: float
    role: bool
    data: float | None
    calls: float | None
    structure: float | None
    words: float | None


def fingerprint(
    symbol: int,
    *,
    role: str,
    data: Iterable[str],
    calls: Iterable[str],
    words: Iterable[str],
    structure: Sequence[str] = (),
    members: Iterable[str] = (),
) -> Fingerprint:
    """From dotted models and fields, dotted call targets, identifiers, and control-flow tokens in order for a function
    or the names of its members for a class."""
    return Fingerprint(
        symbol=symbol,
        role=role,
        data=set(map(_last_two, data)),
        calls=set(map(_last_two, calls)),
        structure={*_shingles(structure[:LONGEST]), *members} - {""},
        words=set(chain.from_iterable(map(_telling, words))),
    )


def weight(holders: int, fingerprints: int) -> float:
    """Of a feature that `holders` of all `fingerprints` have."""
    return log(1 + fingerprints / max(holders, 1))


def score(a: Traits[Feature], b: Traits[Feature], weigh: Callable[[Feature], float]) -> Score:
    """Weighted Jaccard of each kind, averaged over the kinds that either side has anything of."""
    same_role = a.role == b.role
    likeness = [
        (DATA, _jaccard(a.data, b.data, weigh)),
        (CALLS, _jaccard(a.calls, b.calls, weigh)),
        (STRUCTURE, _jaccard(a.structure, b.structure, weigh)),
        (WORDS, _jaccard(a.words, b.words, weigh)),
    ]
    counted = [(share, value) for share, value in likeness if value is not None]
    total = ROLE * same_role + sum(share * value for share, value in counted)
    return Score(total / (ROLE + sum(share for share, _ in counted)), same_role, *(value for _, value in likeness))


@lru_cache(maxsize=65536)
def parts(identifier: str) -> tuple[str, ...]:
    """`refundOrder_HTML2` → refund, order, html, 2."""
    return tuple(part.lower() for part in _PART.findall(identifier))


def _jaccard(a: Set[Feature], b: Set[Feature], weigh: Callable[[Feature], float]) -> float | None:
    if not a and not b:
        return None
    common = sum(map(weigh, a & b))
    return common / (common + sum(map(weigh, a ^ b)))


@lru_cache(maxsize=65536)
def _telling(identifier: str) -> tuple[str, ...]:
    return tuple(part for part in parts(identifier) if part not in NOISE and len(part) > 1)


@lru_cache(maxsize=65536)
def _last_two(dotted: str) -> str:
    """`shop.orders.models.Order.status` → `Order.status`; the mark of what lies outside is dropped."""
    return ".".join(dotted.rpartition(":")[2].split(".")[-2:])


def _shingles(tokens: Sequence[str]) -> Iterable[str]:
    """Runs of tokens; a short function is one run."""
    if len(tokens) <= SHINGLE:
        return [">".join(tokens)]
    return (">".join(tokens[start : start + SHINGLE]) for start in range(len(tokens) - SHINGLE + 1))
