"""Which functions turn an unknown caller away: learned from how they raise, abort, answer and return."""

from indexer.frameworks.refusal.refusals import Refusals

__all__ = ["Refusals"]
