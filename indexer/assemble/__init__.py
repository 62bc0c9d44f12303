"""Entities, edges and findings → the rows of a snapshot."""

from indexer.assemble.snapshot import assemble

__all__ = ["assemble"]
