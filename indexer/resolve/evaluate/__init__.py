"""What module-level code makes, worked out without running it: one abstract evaluator that serves all adapters."""

from indexer.resolve.evaluate.evaluator import Evaluator

__all__ = ["Evaluator"]
