"""An index brought from one state of the files to the next, where only bodies of functions changed."""

from indexer.refresh.edited import Reason
from indexer.refresh.refresh import refresh

__all__ = ["Reason", "refresh"]
