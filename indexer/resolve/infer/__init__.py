"""What expressions stand for, as far as names, annotations and the ORM tell: calls and field uses."""

from indexer.resolve.infer.walk import infer

__all__ = ["infer"]
