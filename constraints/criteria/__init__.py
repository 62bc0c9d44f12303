"""What has to be true when a change is done: sentences that can be checked, made of the constraints that bind it."""

from constraints.criteria.choice import Bound, Criterion, criteria
from constraints.criteria.proof import Proof, proof

__all__ = ["Bound", "Criterion", "Proof", "criteria", "proof"]
