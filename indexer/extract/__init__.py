"""One file's text → Facts: the only part that knows tree-sitter, and it sees one file and nothing else."""

from indexer.extract.file import extract

__all__ = ["extract"]
