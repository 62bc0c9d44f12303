"""Where something stands in the repository."""

from msgspec import Struct


class Place(Struct, frozen=True, order=True):
    path: str  # relative to the repository root, with /
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"
