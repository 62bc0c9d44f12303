"""What git remembers of a repository: its last commits, what they changed, and where lines come from.

Asked by plumbing alone, for the commits that HEAD (or another commit) can see; never of the working tree.
"""

from indexer.history.commits import Changed, Commit
from indexer.history.read import History, Unread, read

__all__ = ["Changed", "Commit", "History", "Unread", "read"]
