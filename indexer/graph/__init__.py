"""The graph of one repository: opened read-only, asked by subject (names, calls, classes, modules, data, web, ...)."""

from indexer.graph.open import Graph, NotAnIndex, OtherSchema, Unknown
from indexer.graph.place import Place

__all__ = ["Graph", "NotAnIndex", "OtherSchema", "Place", "Unknown"]
