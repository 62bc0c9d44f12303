"""What expressions stand for, as far as names, annotations, calls and the ORM tell: calls and field uses."""

from indexer.infer.inference import Inference

__all__ = ["Inference"]
