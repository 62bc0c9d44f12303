"""The graph as one document that anyone can read, diff and score."""

from indexer.graph.open import Graph

FORMAT = 1


def facts_document(graph: Graph) -> dict[str, object]:
    """Plain values ready for JSON; every key that the graph knows the subject of."""
    raise NotImplementedError
