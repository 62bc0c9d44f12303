"""Which functions turn an unknown caller away: learned from how they raise, abort, answer and return."""

from indexer.frameworks.refusal.refusals import Refusals
from indexer.frameworks.refusal.requests import Asked

__all__ = ["Asked", "Refusals"]
