"""Which functions turn an unknown caller away: learned from how they raise, abort, answer, return and query."""

from indexer.frameworks.refusal.bodies import Bodies
from indexer.frameworks.refusal.narrowing import Narrowing
from indexer.frameworks.refusal.refusals import Refusals, by_raising
from indexer.frameworks.refusal.requests import Asked

__all__ = ["Asked", "Bodies", "Narrowing", "Refusals", "by_raising"]
