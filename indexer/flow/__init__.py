"""What follows from one scope's facts alone: which tests held at a place, what is open there, what reaches it."""

from indexer.flow.conditions import Condition
from indexer.flow.fall_through import NeverReturns
from indexer.flow.flow import Context, Flow
from indexer.flow.reaching import FROM_OUTSIDE

__all__ = ["FROM_OUTSIDE", "Condition", "Context", "Flow", "NeverReturns"]
