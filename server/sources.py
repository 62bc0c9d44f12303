"""The text of source files as it stands in the working tree, for questions that look for words in it."""

from collections.abc import Callable
from pathlib import Path

from indexer.discover import DEFAULT


def reading(root: Path) -> Callable[[str], str]:
    """What a path of the index holds; '' where it is gone, too large, or leads out of the root meanwhile."""
    inside = root.resolve()

    def text(path: str) -> str:
        file = root / path
        try:
            if not file.resolve().is_relative_to(inside) or file.stat().st_size > DEFAULT.file_size:
                return ""
            return file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    return text
