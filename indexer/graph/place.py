"""Where something stands in the repository."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    path: str  # relative to the repository root, with /
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"
